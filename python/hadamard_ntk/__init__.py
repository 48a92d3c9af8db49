"""Kernels of infinitely wide neural nets, their spectra, and predictions from them; finite nets and their training.

    import hadamard_ntk as hn

    kernel = hn.dense(1.5, .05) >> hn.gelu >> hn.readout()      or   hn.polynomial_net(4), hn.net("dense relu | readout")
    kernel(x, z)                                                the Gram matrix of the NTK; get="nngp", ("ntk", "nngp")
    kernel.spectrum(d=9, k_max=100)                             Mercer eigenvalues on the sphere, with bounds
    hn.KernelRegression(kernel, ridge=.1).fit(x, y).predict(z)  ridge regression, gradient descent, variances
    net = hn.FiniteNet(kernel, inputs=9, width=512)             a net of finite width: outputs, gradients, weights
    hn.empirical_ntk(net, x), hn.train(net, x, y, rate=.1, steps=100)
    hn.pde, hn.linsolve                                         nonlinear elliptic equations, and the Poisson equation
    hn.instruction_set                                          "native"; in a wheel "baseline", "avx2" or "avx512"
"""
import os

from hadamard_ntk import processor

instruction_set = processor.put_on(__path__, processor.flags(), os.environ.get(processor.VARIABLE))

# pylint: disable=wrong-import-position
from hadamard_ntk import linsolve, pde  # noqa: E402
from hadamard_ntk._hadamard_ntk import (FiniteNet, GramRegression, Kernel, PiPolynomial, Schedule, Spectrum,
                                        TrainingDiverged, activation_names, cosine_schedule, empirical_ntk,
                                        empirical_ntk_parts, entry_error, exact_spectrum, milestone_schedule,
                                        posterior_variance, set_threads, solve_kernel, step_schedule, threads, train)
from hadamard_ntk.families import (ccp_net, fully_connected, gated_unit, ncp_net, polynomial_net, quadratic_net,
                                   relinear_net, resnet)
from hadamard_ntk.layers import (Layers, abs, activation, cos, dense, erf, exp, frozen_dense, frozen_readout, gaussian,
                                 gelu, hermite, identity, input_bias, leaky_relu, monomial, net, one, polynomial,
                                 readout, relu, repeat, scale, silu, sin, skip, softplus, square, standard, tanh, x,
                                 zero_dense)
from hadamard_ntk.regression import KernelRegression

__all__ = [name for name in dir()
           if not name.startswith("_") and
           name not in ("families", "instruction_set", "layers", "os", "processor", "regression")]
