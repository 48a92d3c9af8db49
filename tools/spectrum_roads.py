"""Roads to the Mercer eigenvalues mu_k of network kernels on S^d, in any precision: see make_spectrum_reference.py.

Each `..._road` returns {(kernel, d, k): mu_k}, kernel = ("pnn", N) or ("fc", depth), for lists of d, k and kernels.
"""

import math
import sys
import time
from fractions import Fraction

from mpmath import mp, mpf, mpc

START = time.time()


def log(text):
    print("%7.1f s  %s" % (time.time() - START, text), file=sys.stderr, flush=True)


def kernel_values(phi, sine, cosine, kernels):
    """K of each of `kernels` at the angle t, given as phi = pi - t, sin t, cos t: real, or complex on a cut's edge."""
    pi = +mp.pi
    kappa1, kappa2 = phi / pi, (sine + phi * cosine) / pi
    depth_needed = max([0] + [degree for name, degree in kernels if name == "fc"])
    fc = {2: kappa2 + cosine * kappa1}
    rho = kappa2
    for depth in range(3, depth_needed + 1):
        angle_phi = pi - mp.acos(rho)
        next_rho = (mp.sqrt(1 - rho) * mp.sqrt(1 + rho) + angle_phi * rho) / pi
        fc[depth] = next_rho + fc[depth - 1] * angle_phi / pi
        rho = next_rho
    return [fc[degree] if name == "fc" else 2 * kappa2 ** (degree - 1) * (kappa2 + degree * cosine * kappa1)
            for name, degree in kernels]


def edge_values(u, kernels):
    """[Im K(-iu)], [Im K(pi - iu)] for each of `kernels`, u > 0."""
    e = mp.exp(u)
    cosh, sinh = (e + 1 / e) / 2, (e - 1 / e) / 2
    right = kernel_values(mpc(mp.pi, u), mpc(0, -sinh), mpc(cosh), kernels)
    left = kernel_values(mpc(0, u), mpc(0, sinh), mpc(-cosh), kernels)
    return [v.imag for v in right], [v.imag for v in left]


# --- road theta ------------------------------------------------------------------------------------------------------


def gauss_legendre(n, bits):
    """Nodes in (0, 1) and weights of the n-point rule on [-1, 1], n even, as integers scaled by 2^bits."""
    nodes, weights = [], []
    one = 1 << bits
    for i in range(n // 2):
        guess = math.cos(math.pi * (i + 0.75) / (n + 0.5))
        x, derivative = int(guess * 2**60), 0
        precision = 60
        while True:
            p, q = x, 1 << precision
            for k in range(1, n):
                p, q = ((2 * k + 1) * ((x * p) >> precision) - k * q) // (k + 1), p
            derivative = (n * (q - ((x * p) >> precision)) << precision) // ((1 << precision) - ((x * x) >> precision))
            step = (p << precision) // derivative
            x -= step
            if precision == bits and abs(step) < 1 << (bits // 2):
                break
            if precision < bits:
                wider = min(2 * precision - 20, bits)
                x <<= wider - precision
                precision = wider
        # The last step was below the square root of the precision: one more evaluation of the derivative at the node.
        p, q = x, one
        for k in range(1, n):
            p, q = ((2 * k + 1) * ((x * p) >> bits) - k * q) // (k + 1), p
        square = one - ((x * x) >> bits)
        derivative = (n * (q - ((x * p) >> bits)) << bits) // square
        nodes.append(x)
        weights.append((2 << (3 * bits)) // (square * ((derivative * derivative) >> bits)))
    return nodes, weights


def theta_road(dps, nodes, dimensions, degrees, kernels):
    """{(kernel, d, k): mu}."""
    result = {}
    with mp.workdps(dps + 15):
        bits = int((dps + 10) * 3.33)
        x, w = gauss_legendre(nodes, bits)
        scale = mpf(2) ** bits
        cosines, sines, near, far = [], [], [], []
        for xi in x:
            theta = mp.pi * (1 - mpf(xi) / scale) / 2
            c, s = mp.cos(theta), mp.sin(theta)
            cosines.append(int(c * scale))
            sines.append(int(s * scale))
            near.append([int(v * scale) for v in kernel_values(mp.pi - theta, s, c, kernels)])
            far.append([int(v * scale) for v in kernel_values(theta, s, -c, kernels)])
        log("theta: kernel values at %d nodes" % nodes)
        for d in dimensions:
            weight = list(w)
            for _ in range(d - 1):
                weight = [(a * s) >> bits for a, s in zip(weight, sines)]
            mass = 2 * sum(weight)
            p, q = [1 << bits] * len(x), [0] * len(x)
            for k in range(max(degrees) + 1):
                if k in degrees:
                    measure = [a * b >> bits for a, b in zip(weight, p)]
                    sign = -1 if k % 2 else 1
                    for index, kernel in enumerate(kernels):
                        total = sum(m * (a[index] + sign * b[index]) for m, a, b in zip(measure, near, far))
                        result[kernel, d, k] = mpf(total) / scale / mass
                if k == 0:
                    p, q = list(cosines), p
                else:
                    a, b = 2 * k + d - 1, k + d - 1
                    p, q = [(a * (c * y >> bits) - k * z) // b for c, y, z in zip(cosines, p, q)], p
    log("theta: done with %d digits, %d nodes" % (dps, nodes))
    return result


# --- road exact ------------------------------------------------------------------------------------------------------


def convolve(a, b):
    """Product of Laurent polynomials {exponent: coefficient}."""
    out = {}
    for i, x in a.items():
        for j, y in b.items():
            out[i + j] = out.get(i + j, 0) + x * y
    return out


def power_of(base, n):
    out = {0: Fraction(1)}
    for _ in range(n):
        out = convolve(out, base)
    return out


class Exact:
    """Functions sum_a phi^a T_a(z), z = e^{i phi}; T = T_0 + i T_1 with rational Laurent polynomials.

    cos t = -cos phi = -(z + 1/z)/2 is real-rational; sin t = sin phi = -i (z - 1/z)/2: powers of i are counted apart.
    """

    COS = {1: Fraction(-1, 2), -1: Fraction(-1, 2)}
    I_SIN = {1: Fraction(1, 2), -1: Fraction(-1, 2)}  # i sin(phi)

    @staticmethod
    def kernel(name, degree):
        """[(a, b, c, coefficient)] of phi^a sin^b cos^c, to be divided by pi^N: the binomial theorem."""
        n, factor = (1, Fraction(1)) if name == "fc" else (degree, Fraction(2))
        terms = []
        for j in range(n + 1):  # kappa_2^N
            terms.append((j, n - j, j, factor * math.comb(n, j)))
        for j in range(n):  # N cos kappa_1 kappa_2^(N-1)
            terms.append((j + 1, n - 1 - j, j + 1, factor * n * math.comb(n - 1, j)))
        return n, terms

    @staticmethod
    def zonal(d, k):
        """P_k(cos t) as a Laurent polynomial in z."""
        p, q = {0: Fraction(1)}, {}
        for j in range(k):
            x = convolve(Exact.COS, p)
            if j == 0:
                p, q = x, p
                continue
            new = {e: Fraction(2 * j + d - 1, j + d - 1) * v for e, v in x.items()}
            for e, v in q.items():
                new[e] = new.get(e, 0) - Fraction(j, j + d - 1) * v
            p, q = new, p
        return p

    @staticmethod
    def moment(a, m):
        """Real and imaginary part of int_0^pi phi^a e^{i m phi} dphi, as {power of pi: rational}."""
        if m == 0:
            return {a + 1: Fraction(1, a + 1)}, {}
        parts = ({}, {})
        # sum_j (-1)^j a!/(a-j)! phi^(a-j) e^{im phi} / (im)^(j+1), between 0 and pi.
        falling = 1
        for j in range(a + 1):
            magnitude = Fraction(falling, abs(m) ** (j + 1)) * (-1) ** j
            quarter = (j + 1) % 4  # 1/i^(j+1) = (-i)^(j+1)
            real, imaginary = [(1, 0), (0, -1), (-1, 0), (0, 1)][quarter]
            sign = 1 if m > 0 else (-1) ** (j + 1)
            at_pi = (-1) ** abs(m) * magnitude * sign
            for part, unit in zip(parts, (real, imaginary)):
                if unit:
                    part[a - j] = part.get(a - j, 0) + unit * at_pi
                    if j == a:
                        part[0] = part.get(0, 0) - unit * magnitude * sign
            falling *= a - j
        return parts

    @staticmethod
    def mercer(name, degree, d, k):
        n, terms = Exact.kernel(name, degree)
        zonal = Exact.zonal(d, k)
        total, cache = {}, {}

        def add(a, b, laurent, coefficient, out):
            # sin^b = (-i)^b (i sin)^b; the integral is real, so only one part of the moment counts.
            real, imaginary = [(1, 0), (0, -1), (-1, 0), (0, 1)][b % 4]
            for m, value in laurent.items():
                if (a, m) not in cache:
                    cache[a, m] = Exact.moment(a, m)
                re, im = cache[a, m]
                part, unit = (re, real) if real else (im, -imaginary)
                for power, c in part.items():
                    out[power] = out.get(power, 0) + unit * coefficient * value * c

        for a, b, c, coefficient in terms:
            laurent = convolve(convolve(power_of(Exact.I_SIN, b + d - 1), power_of(Exact.COS, c)), zonal)
            add(a, b + d - 1, laurent, coefficient, total)
        mass = {}
        add(0, d - 1, power_of(Exact.I_SIN, d - 1), 1, mass)
        mass = {p: v for p, v in mass.items() if v}
        assert len(mass) == 1
        (mass_power, mass_value), = mass.items()
        return {p - n - mass_power: v / mass_value for p, v in total.items() if v}

    @staticmethod
    def evaluate(laurent, dps):
        with mp.workdps(dps):
            return mp.fsum(mpf(v.numerator) / v.denominator * mp.pi**p for p, v in laurent.items())


# --- road tanhsinh ---------------------------------------------------------------------------------------------------


def tanhsinh_road(dps, step, dimensions, degrees, kernels):
    result = {}
    with mp.workdps(dps + 20):
        # P_k(x) = 2F1(-k, k + d - 1; d/2; (1 - x)/2), a finite sum in y = (1 - x)/2 = sin(t/2)^2.
        sums = {(d, k): [mpf((-1) ** j * math.comb(k, j)) * mp.rf(k + d - 1, j) / mp.rf(mpf(d) / 2, j) for j in range(k + 1)]
                for d in dimensions for k in degrees}
        totals = {(kernel, d, k): mpf(0) for kernel in kernels for d in dimensions for k in degrees}
        masses = {d: mpf(0) for d in dimensions}
        n = int(6.5 / step)
        for i in range(-n, n + 1):
            x = i * step
            e = mp.exp(-mp.pi * mp.sinh(x))
            q, r = 1 / (1 + e), e / (1 + e)  # t = pi q, phi = pi r: no cancellation at either end
            if q < mpf(10) ** -(dps + 15) or r < mpf(10) ** -(dps + 15):
                continue
            y, s = mp.sin(mp.pi * q / 2) ** 2, mp.sin(mp.pi * min(q, r))
            measure = q * r * mp.cosh(x)
            values = [mp.re(v) for v in kernel_values(mp.pi * r, s, 1 - 2 * y, kernels)]
            for d in dimensions:
                weight = measure * s ** (d - 1)
                masses[d] += weight
                for k in degrees:
                    zonal = mpf(0)
                    for c in reversed(sums[d, k]):
                        zonal = zonal * y + c
                    zonal *= weight
                    for kernel, value in zip(kernels, values):
                        totals[kernel, d, k] += zonal * value
        for (kernel, d, k), total in totals.items():
            result[kernel, d, k] = total / masses[d]
    log("tanhsinh: done with %d digits" % dps)
    return result


# --- road laplace ----------------------------------------------------------------------------------------------------


def laplace_road(dps, step, inner, dimensions, degrees, kernels):
    """{(kernel, d, k): (mu, R)}; k >= 50."""
    result = {}
    with mp.workdps(dps):
        rules = {}

        def rule(n):  # on [0, pi/2], as (sin, weight, cos)
            if n not in rules:
                bits = int(dps * 3.33) + 20
                x, w = gauss_legendre(n, bits)
                rows = []
                for xi, wi in zip(x, w):
                    for sign in (1, -1):
                        alpha = mp.pi / 4 * (1 + sign * mpf(xi) / mpf(2) ** bits)
                        rows.append((mp.sin(alpha), mp.pi / 4 * wi / mpf(2) ** bits, mp.cos(alpha)))
                rules[n] = rows
            return rules[n]

        sums = {(kernel, d, k): [mpf(0), mpf(0)] for kernel in kernels for d in dimensions for k in degrees}
        count = 0
        log_v = mpf(-52)
        while log_v < 1.8:  # k - growth degree >= 30
            v = mp.exp(log_v)
            # d = 1: nothing inside; the others' integrands fall as e^{3 log v} or faster.
            if log_v < -40:
                transforms = {1: edge_values(v, kernels)}
            else:
                nodes = 48 if v < 0.2 else 90 if v < 1.5 else 200
                transforms = abel_transforms(v, rule(int(nodes * inner) // 2 * 2), dimensions, kernels)
                transforms[1] = edge_values(v, kernels)
            exponentials = {k: mp.exp(-k * v) for k in degrees}
            for d, (right, left) in transforms.items():
                if d not in dimensions:
                    continue
                common = v * step / mp.pi * mp.exp(-mpf(d - 1) / 2 * v)
                for k in degrees:
                    weight = common * exponentials[k]
                    for index, kernel in enumerate(kernels):
                        entry = sums[kernel, d, k]
                        entry[0] += weight * right[index]
                        entry[1] += weight * left[index]
            log_v += step
            count += 1
            if count % 100 == 0:
                log("laplace: log v = %.1f" % log_v)
        for (kernel, d, k), (right, left) in sums.items():
            result[kernel, d, k] = (right - (-1) ** k * left, right)
    log("laplace: done with %d digits" % dps)
    return result


def abel_transforms(v, rule, dimensions, kernels):
    """2 lambda G(v) for d >= 2: sinh(u/2) = sin(a) sinh(v/2) makes it
    2 lambda (2 sinh(v/2))^(2 lambda) int_0^{pi/2} F(u) sin(a) cos(a)^(d-2) da, smooth."""
    half_sinh = mp.sinh(v / 2)
    dimensions = [d for d in dimensions if d > 1]
    totals = {d: ([mpf(0)] * len(kernels), [mpf(0)] * len(kernels)) for d in dimensions}
    for sine, weight, cosine in rule:
        right, left = edge_values(2 * mp.asinh(sine * half_sinh), kernels)
        for d in dimensions:
            factor = weight * sine * cosine ** (d - 2)
            r, l = totals[d]
            for index in range(len(kernels)):
                r[index] += factor * right[index]
                l[index] += factor * left[index]
    for d in dimensions:
        factor = (d - 1) * (2 * half_sinh) ** (d - 1)
        totals[d] = tuple([factor * value for value in side] for side in totals[d])
    return totals


# --- road legendre ---------------------------------------------------------------------------------------------------


def legendre_road(dps, step, inner, dimensions, k, kernels):
    """{(kernel, d, k): mu} for one k, large."""
    result = {}
    with mp.workdps(dps):
        digits = 42
        # x = tanh y, E = e^{-2y}: sech y = 2 e^{-y}/(1 + E), cosh u cosh y - sinh y = e^y ((cosh u - 1) + (cosh u + 1) E)/2.
        # The integrand lives where k E <= 600 and, on the other side, until it is 10^-digits of its maximum.
        y_points = []
        j = int(mp.floor(math.log(k / 600.0) / 2 / inner))
        while j * inner < 80:
            y = j * inner
            e = mp.exp(-2 * y)
            sech = 2 * mp.exp(-y) / (1 + e)
            y_points.append((e, k * mp.log(sech) + (k + 1) * (mp.log(2) - y), [sech ** (d - 1) for d in dimensions]))
            j += 1
        constants = [mp.factorial(k) / (mpf(2) ** k * mp.rf(mpf(d) / 2, k)) / mp.beta(mpf(1) / 2, mpf(d) / 2)
                     for d in dimensions]
        sums = [[[mpf(0), mpf(0)] for _ in kernels] for _ in dimensions]
        log_u = mpf(-40 - math.log(k))  # the integrand falls as e^{2 log u} for d = 1, as e^{3 log u} or faster for others
        while log_u < math.log((110 + 12 * math.log(k)) / k):
            u = mp.exp(log_u)
            below = 2 * mp.sinh(u / 2) ** 2  # cosh u - 1
            second = [mpf(0)] * len(dimensions)
            largest = mpf(0)
            for e, log_power, sechs in y_points:
                base = mp.exp(log_power - (k + 1) * mp.log(below + (below + 2) * e))
                for index, sech in enumerate(sechs):
                    second[index] += base * sech
                term = base * max(sechs)
                largest = max(largest, term)
                if term < largest * mpf(10) ** -digits:
                    break
            right, left = edge_values(u, kernels)
            measure = step * u * mp.sinh(u) * inner / mp.pi
            for d_index in range(len(dimensions)):
                weight = measure * constants[d_index] * second[d_index]
                for index in range(len(kernels)):
                    entry = sums[d_index][index]
                    entry[0] += weight * right[index]
                    entry[1] += weight * left[index]
            log_u += step
        for d_index, d in enumerate(dimensions):
            for index, kernel in enumerate(kernels):
                right, left = sums[d_index][index]
                result[kernel, d, k] = right - (-1) ** k * left
    log("legendre: k = %d done with %d digits" % (k, dps))
    return result
