"""Load memory into the processor's cache before a kernel uses it."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

_intrinsic: Any = intrinsic  # for the type checker, which takes the first parameter for one


@_intrinsic
def prefetch(_context, array, index):
    """In a kernel: fetch ``array[index]``, of a contiguous array, and go on at once."""

    def generate(context, builder, signature, args):
        first = context.make_array(signature.args[0])(context, builder, args[0]).data
        address = builder.bitcast(builder.gep(first, [args[1]]), ir.IntType(8).as_pointer())
        read, keep, data = (ir.Constant(ir.IntType(32), i) for i in (0, 3, 1))
        arguments = [address, read, keep, data]
        kind = ir.FunctionType(ir.VoidType(), [argument.type for argument in arguments])
        instruction = builder.module.declare_intrinsic("llvm.prefetch", [address.type], kind)
        builder.call(instruction, arguments)
        return context.get_dummy_value()

    return types.void(array, index), generate
