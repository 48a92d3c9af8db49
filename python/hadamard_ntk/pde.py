"""Energies of nonlinear elliptic equations, and their minimisers by preconditioned descent and by Newton's method.

    import hadamard_ntk as hn
    u, info = hn.pde.torus_energy([[1, 2]], [1.], mass=1, nonlinearity="sine", strength=.5).newton()
"""
from hadamard_ntk._hadamard_ntk import Energy, cube_energy, descent_factor, torus_energy

__all__ = ["Energy", "cube_energy", "descent_factor", "torus_energy"]
