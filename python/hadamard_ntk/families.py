"""The networks that have a name (ntk/any_kernel.h): each function gives a Kernel.

Parameters that are not given have the library's defaults; ValueError for one that a network does not have.
"""
from hadamard_ntk._hadamard_ntk import Kernel
from hadamard_ntk.layers import Layers, activation, dense, net, readout


def polynomial_net(degree=2, **parameters):
    """The Hadamard product of `degree` ReLU branches (ntk/polynomial_net.h).

    activation_free: bool.  normalization: "unit", "raw", or "raw_over_width" with width.  input_bias.
    """
    return Kernel.of_name("pnn", {"degree": degree, **parameters})


def ccp_net(degree=2, **parameters):
    """A coupled polynomial net (ntk/ccp_net.h).

    activation_free: bool.  normalization: "raw" or "unit".  bias_std, input_bias.
    """
    return Kernel.of_name("ccp", {"degree": degree, **parameters})


def ncp_net(degree=2, **parameters):
    """A nested coupled polynomial net (ntk/ncp_net.h).  activation_free: bool.  bias_std, input_bias."""
    return Kernel.of_name("ncp", {"degree": degree, **parameters})


def fully_connected(depth=2, **parameters):
    """A ReLU net of `depth` weight layers (ntk/fully_connected.h).  bias_std, input_bias."""
    return Kernel.of_name("fc", {"depth": depth, **parameters})


def resnet(blocks=2, **parameters):
    """A residual net (ntk/residual_net.h).  alpha.  trained: "blocks" or "all".  input_bias."""
    return Kernel.of_name("resnet", {"blocks": blocks, **parameters})


def quadratic_net(depth=2, **parameters):
    """A net of quadratic neurons at random weights, of `depth` weight layers (ntk/quadratic_net.h).  input_bias."""
    return Kernel.of_name("quadratic", {"depth": depth, **parameters})


def relinear_net(depth=2, **parameters):
    """A net of quadratic neurons at the start of ReLinear, of `depth` weight layers (ntk/relinear_net.h).

    gate_rate: of W_g and b_g relative to the other weights.  power_rate: of W_b above the first layer, and c.  input_bias.
    The first W_b adds power_rate * B(x, z) * (x**2 @ (z**2).T), B the kernel of the first c alone:
    net("frozen_dense(1,1) + zero_dense(0,1) | relu scale(2) repeat(depth - 2, frozen_dense(1,1) relu scale(2)) |
    frozen_readout"), without repeat for depth 2.
    """
    return Kernel.of_name("relinear", {"depth": depth, **parameters})


def gated_unit(phi):
    """V [(P x) * phi(W x)] / sqrt(m) (ntk/gated_unit.h): phi is an activation, its name, or a Python function."""
    if isinstance(phi, str):
        return net(f"dense {phi} * dense | readout")
    gate = phi if isinstance(phi, Layers) else activation(phi)
    return (dense() >> gate) * dense() >> readout()
