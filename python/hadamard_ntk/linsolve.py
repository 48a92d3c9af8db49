"""The Poisson equation on grids of cells with solids.

    import hadamard_ntk as hn
    x, info = hn.linsolve.solve(rhs, mask)
"""
from hadamard_ntk._hadamard_ntk import poisson
from hadamard_ntk._hadamard_ntk import solve_poisson as solve

__all__ = ["poisson", "solve"]
