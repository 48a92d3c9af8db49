#!/usr/bin/python3
"""Reference energies of -div((1 + 1/sqrt(1 + |grad u|^2)) grad u) = f, u = 0 on the boundary, P1 with lumped masses.

Nothing of the project is used: meshes are made here, matrices assembled and systems solved by NumPy and SciPy, Newton's
method is run until the derivative is rounding. Printed are E* and, for the unit square, E - E* of the first steps of
preconditioned descent. Seconds; needs python3-scipy:
  tools/make_elliptic_reference.py

  square   (0, 1)^2, f = 30 sin(pi x) sin(pi y) (1 + cos 3 pi x), n x n squares cut from lower left to upper right
  l_shape  (-1, 1)^2 without [0, 1) x (-1, 0], f = 10, three squares cut and refined
  annulus  1/4 < |x| < 1, f = 10 (1 + x), 8 sectors of 2 rings meeting at |x| = 1/2, cut and refined; an edge's middle
           is at its ends' mean log |x| and angle
"""

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import spsolve


def refine(x, triangles, place):
    """Each triangle in four; place(a, b) are the middles of edges from a to b."""
    edges = np.sort(np.concatenate([triangles[:, [1, 2]], triangles[:, [2, 0]], triangles[:, [0, 1]]]), axis=1)
    unique, inverse = np.unique(edges, axis=0, return_inverse=True)
    middle = place(x[unique[:, 0]], x[unique[:, 1]])
    a, b, c = len(x) + inverse.reshape(3, -1)
    p, q, r = triangles.T
    fine = np.concatenate([np.stack(t, axis=1) for t in ((p, c, b), (c, q, a), (b, a, r), (a, b, c))])
    return np.concatenate([x, middle]), fine


def inner_nodes(x, triangles):
    edges = np.sort(np.concatenate([triangles[:, [1, 2]], triangles[:, [2, 0]], triangles[:, [0, 1]]]), axis=1)
    unique, count = np.unique(edges, axis=0, return_counts=True)
    inner = np.ones(len(x), bool)
    inner[unique[count == 1].ravel()] = False
    return np.flatnonzero(inner)


class Problem:
    def __init__(self, x, triangles, f):
        corner = x[triangles]
        side = np.roll(corner, -2, axis=1) - np.roll(corner, -1, axis=1)
        self.area = (side[:, 0, 0] * side[:, 1, 1] - side[:, 0, 1] * side[:, 1, 0]) / 2
        assert self.area.min() > 0
        self.gradient = np.stack([-side[:, :, 1], side[:, :, 0]], axis=2) / (2 * self.area[:, None, None])
        self.triangles, self.nodes, self.inner = triangles, len(x), inner_nodes(x, triangles)
        mass = np.bincount(triangles.ravel(), np.repeat(self.area / 3, 3), len(x))
        self.mass = mass[self.inner]
        self.load = self.mass * f(*x[self.inner].T)

    def slopes(self, u):
        whole = np.zeros(self.nodes)
        whole[self.inner] = u
        return np.einsum("tk,tkd->td", whole[self.triangles], self.gradient)

    def energy(self, u):
        square = (self.slopes(u)**2).sum(axis=1)
        return (self.area * (square / 2 + square / (1 + np.sqrt(1 + square)))).sum() - self.load @ u

    def derivative(self, u):
        z = self.slopes(u)
        flux = (self.area * (1 + 1 / np.sqrt(1 + (z**2).sum(axis=1))))[:, None] * z
        parts = np.einsum("td,tkd->tk", flux, self.gradient)
        return np.bincount(self.triangles.ravel(), parts.ravel(), self.nodes)[self.inner] - self.load

    def matrix(self, tensor):
        """sum |T| grad phi_i . tensor_T grad phi_j."""
        local = np.einsum("t,tid,tde,tje->tij", self.area, self.gradient, tensor, self.gradient)
        rows, columns = np.repeat(self.triangles, 3, axis=1), np.tile(self.triangles, (1, 3))
        whole = sparse.csr_matrix((local.ravel(), (rows.ravel(), columns.ravel())), (self.nodes, self.nodes))
        return whole[self.inner][:, self.inner].tocsc()

    def hessian(self, u):
        z = self.slopes(u)
        root = np.sqrt(1 + (z**2).sum(axis=1))
        outer = np.einsum("td,te->tde", z, z)
        return self.matrix((1 + 1 / root)[:, None, None] * np.eye(2) - outer / (root**3)[:, None, None])

    def solve(self):
        u = np.zeros(len(self.inner))
        for _ in range(30):
            u = u - spsolve(self.hessian(u), self.derivative(u))
        assert np.abs(self.derivative(u)).max() < 1e-13
        return self.energy(u)


def square(n):
    j, i = np.divmod(np.arange((n + 1)**2), n + 1)
    at = (np.arange(n)[:, None] * (n + 1) + np.arange(n)).ravel()
    lower, upper = np.stack([at, at + 1, at + n + 2], axis=1), np.stack([at, at + n + 2, at + n + 1], axis=1)
    return np.stack([i, j], axis=1) / n, np.concatenate([lower, upper])


def l_shape(times):
    x = np.array([(-1, -1), (0, -1), (-1, 0), (0, 0), (1, 0), (-1, 1), (0, 1), (1, 1)], float)
    triangles = np.array([(0, 1, 3), (0, 3, 2), (2, 3, 5), (3, 6, 5), (3, 4, 7), (3, 7, 6)])
    for _ in range(times):
        x, triangles = refine(x, triangles, lambda a, b: (a + b) / 2)
    return x, triangles


def annulus(times):
    angle = 2 * np.pi * np.arange(8) / 8
    direction = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x = np.concatenate([direction / 4, direction / 2, direction])
    at, after = np.arange(16), 8 * np.repeat([0, 1], 8) + (np.arange(16) + 1) % 8
    triangles = np.concatenate([np.stack([at, at + 8, after + 8], axis=1), np.stack([at, after + 8, after], axis=1)])

    def place(a, b):
        a, b = a @ (1, 1j), b @ (1, 1j)
        middle = a * np.sqrt(b / a)  # the principal root: half the angle between them, the geometric mean of the radii
        return np.stack([middle.real, middle.imag], axis=1)

    for _ in range(times):
        x, triangles = refine(x, triangles, place)
    return x, triangles


def main():
    def waves(x, y):
        return 30 * np.sin(np.pi * x) * np.sin(np.pi * y) * (1 + np.cos(3 * np.pi * x))

    for n in (16, 32):
        problem = Problem(*square(n), waves)
        best = problem.solve()
        print(f"square n = {n}: E* = {best:.14f}")
        u, eta = np.zeros(len(problem.inner)), 1 / (8 * (1 + 1 / (2 * np.pi**2)))
        inverse = problem.matrix(np.broadcast_to(np.eye(2), (len(problem.area), 2, 2))) + sparse.diags(problem.mass)
        for t in range(4):
            print(f"  t = {t}: E - E* = {problem.energy(u) - best:.11f}")
            u = u - eta * spsolve(inverse.tocsc(), problem.derivative(u))
    domains = (("l_shape", l_shape, lambda x, y: 10 + 0 * x), ("annulus", annulus, lambda x, y: 10 * (1 + x)))
    for name, mesh, f in domains:
        for times in (3, 5):
            print(f"{name} refined {times} times: E* = {Problem(*mesh(times), f).solve():.14f}")


if __name__ == "__main__":
    main()
