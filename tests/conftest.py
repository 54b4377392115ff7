"""Settings every test shares."""

from hypothesis import settings

# A first call may compile a kernel or wait for a busy core: time is not what these tests judge.
settings.register_profile("wordclass", deadline=None)
settings.load_profile("wordclass")
