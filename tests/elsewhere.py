"""Takes away what macOS lacks: ``pytest -p tests.elsewhere`` runs any test without it."""

import os

import psutil

for name in ("sched_getaffinity", "sched_setaffinity"):
    delattr(os, name)
del psutil.Process.cpu_affinity
