"""Kernels of infinitely wide neural nets, their spectra, and predictions from them; finite nets and their training.

    import hadamard_ntk as hn
"""
from hadamard_ntk._hadamard_ntk import set_threads, threads

__all__ = ["set_threads", "threads"]
