#!/usr/bin/python3
"""Outputs and gradients of networks by PyTorch's automatic differentiation: models/testdata/gradient_reference.csv.

L = 1/2 sum_i (f(x_i) - y_i)^2 for five samples, in double, and for two nets with input gradients 1/2 sum_i |grad f(x_i)|^2
more ("slopes" are those gradients). All numbers that enter are dyadic fractions, so that both
sides have the same: entry i of the parameters, row by row in the order of their segments, is ((37 i) mod 101 - 50)/128,
of X ((29 i) mod 83 - 41)/64, of Y ((17 i) mod 31 - 15)/16. Nets on grids have the loss of models/inverse_loss.h instead, with
b = X and A the differences to the neighbours of a cell, summed. A row is the net, what it is (output, slopes, gradient, or
input_gradient, that of L in X), the entry, and the value. Needs PyTorch (python3-torch):
  tools/make_gradient_reference.py --out models/testdata/gradient_reference.csv
"""

import argparse

import torch

SAMPLES = 5


def fractions(count, factor, modulus, denominator):
    half = modulus // 2
    return torch.tensor([((factor * i) % modulus - half) / denominator for i in range(count)], dtype=torch.double)


class Segments:
    """Cuts a vector into matrices."""

    def __init__(self, theta):
        self.theta, self.used = theta, 0

    def __call__(self, *shape):
        size = torch.Size(shape).numel()
        self.used += size
        return self.theta[self.used - size:self.used].reshape(shape)


def relu(u):
    return torch.relu(u)


def conventional(cut, x):
    """Two hidden layers of width 6 and a readout: all matrices, then all biases."""
    weights, biases = [cut(6, 4), cut(6, 6), cut(1, 6)], [cut(6), cut(6), cut(1)]
    for weight, bias in zip(weights[:2], biases):
        x = relu(x @ weight.T + bias)
    return x @ weights[2].T + biases[2]


def quadratic(cut, x):
    for inputs in (4, 6):
        r, g = x @ cut(6, inputs).T + cut(6), x @ cut(6, inputs).T + cut(6)
        x = relu(r * g + (x * x) @ cut(6, inputs).T + cut(6))
    return x @ cut(1, 6).T + cut(1)


def square(cut, x):
    for inputs in (4, 6):
        x = (x @ cut(6, inputs).T + cut(6))**2
    return x @ cut(1, 6).T + cut(1)


def bottleneck(cut, x):
    z = x @ cut(7, 4).T + cut(7)
    u = z**3 @ cut(1, 7).T
    outer = u @ cut(5, 1).T + cut(5)
    return u + relu(outer) @ cut(1, 5).T


def quadratic_convolutions(cut, x):
    """Images of 5 x 4 pixels and 2 channels, 2 x 2 kernels, 3 and 4 channels, dense."""
    x = x.reshape(SAMPLES, 5, 4, 2).permute(0, 3, 1, 2)
    for inputs, outputs in ((2, 3), (3, 4)):
        def convolve(a, inputs=inputs, outputs=outputs):
            kernel = cut(outputs, 2, 2, inputs).permute(0, 3, 1, 2)
            return torch.nn.functional.conv2d(a, kernel, cut(outputs))
        r, g = convolve(x), convolve(x)
        x = relu(r * g + convolve(x * x))
    x = x.permute(0, 2, 3, 1).reshape(SAMPLES, -1)
    return x @ cut(1, x.shape[1]).T + cut(1)


def analogy_encoder(products):
    """Images of 32 x 32 pixels in three colours: two 4 x 4 convolutions of stride 2 with 2 maps, dense 3, 3, 1; with
    products, the second convolution's output plus itself times the averages of a third one of the image."""

    def net(cut, x):
        def convolve(a):
            kernel = cut(2, 4, 4, a.shape[1]).permute(0, 3, 1, 2)
            return relu(torch.nn.functional.conv2d(a, kernel, cut(2), stride=2, padding=1))
        x = x.reshape(SAMPLES, 32, 32, 3).permute(0, 3, 1, 2)
        shallow = convolve(x) if products else None
        h = convolve(convolve(x))
        if products:
            h = h + h * torch.nn.functional.avg_pool2d(shallow, 2)
        h = h.permute(0, 2, 3, 1).reshape(SAMPLES, -1)
        for outputs in (3, 3):
            h = relu(h @ cut(outputs, h.shape[1]).T + cut(outputs))
        return h @ cut(1, 3).T + cut(1)

    return net


def context_lstm(cut, x):
    """Four terms of three numbers, normalised over the terms; an LSTM of two cells after TensorFlow's BasicLSTMCell, a
    term with the unit vector of its position before it; a score."""
    z = x.reshape(SAMPLES, 4, 3)
    centred = z - z.mean(1, keepdim=True)
    y = centred / torch.sqrt((centred**2).mean(1, keepdim=True) + 1e-8) * cut(3) + cut(3)
    weights, biases = cut(8, 4 + 3 + 2), cut(8)
    state = cell = torch.zeros(SAMPLES, 2, dtype=torch.double)
    for k in range(4):
        position = torch.eye(4, dtype=torch.double)[k].expand(SAMPLES, 4)
        gates = torch.cat([position, y[:, k], state], 1) @ weights.T + biases
        i, j, f, o = gates.split(2, 1)
        cell = torch.sigmoid(f + 1) * cell + torch.sigmoid(i) * torch.tanh(j)
        state = torch.sigmoid(o) * torch.tanh(cell)
    return state @ cut(1, 2).T + cut(1)


def two_layer(cut, x):
    w = cut(6, 5)
    return torch.tanh(x @ w[:, :4].T + w[:, 4]) @ cut(1, 6).T + cut(1)


def polynomial(cut, x):
    """Three branches sqrt(2) relu(W (x, 1)), and sqrt(2/m) before the readout."""
    y = torch.ones(SAMPLES, 6, dtype=torch.double)
    for _ in range(3):
        w = cut(6, 5)
        y = y * 2**0.5 * relu(x @ w[:, :4].T + w[:, 4])
    return (2 / 6)**0.5 * y @ cut(1, 6).T


def grid_net(extents):
    """A U-shaped net (models/grid_net.h) of 2 channels and one pair in each part; no output where i mod 5 = 3."""
    dimension = len(extents)
    axes = tuple(range(2, 2 + dimension))
    convolve = torch.nn.functional.conv3d if dimension == 3 else torch.nn.functional.conv2d
    pool = torch.nn.functional.avg_pool3d if dimension == 3 else torch.nn.functional.avg_pool2d

    def net(cut, x):
        def layer(a):
            kernel = cut(2, *(3,) * dimension, a.shape[1]).permute(0, dimension + 1, *range(1, dimension + 1))
            return convolve(a, kernel, cut(2), padding=1)

        def pair(a):
            inner = relu(layer(a))
            return a + relu(layer(inner))

        a = relu(layer(layer(x.reshape(SAMPLES, 1, *reversed(extents)))))
        fine = relu(layer(pair(a)))
        coarse = pair(pool(fine, 2, ceil_mode=True, count_include_pad=False))
        for axis in axes:
            coarse = coarse.repeat_interleave(2, axis).narrow(axis, 0, fine.shape[axis])
        last = pair(fine + coarse)
        weights = cut(2)
        f = (last * weights.reshape(1, 2, *(1,) * dimension)).sum(1) + cut(1)
        return f.reshape(SAMPLES, -1) * torch.tensor([float(i % 5 != 3) for i in range(x.shape[1])]).double()

    return net


def inverse_loss(extents):
    """mean over samples of |b - alpha A f|^2, alpha = b.f / f.Af."""

    def differences(f):
        f = f.reshape(SAMPLES, *reversed(extents))
        image = torch.zeros_like(f)
        for axis in range(1, f.dim()):
            count = f.shape[axis] - 1
            step = f.narrow(axis, 1, count) - f.narrow(axis, 0, count)
            image = image + torch.cat([torch.zeros_like(f.narrow(axis, 0, 1)), step], axis)
            image = image - torch.cat([step, torch.zeros_like(f.narrow(axis, 0, 1))], axis)
        return image.reshape(SAMPLES, -1)

    def loss(f, b):
        image = differences(f)
        alpha = (b * f).sum(1) / (f * image).sum(1)
        return ((b - alpha[:, None] * image)**2).sum(1).mean()

    return loss


GRIDS = {"grid_net_3d": (3, 5, 4), "grid_net_2d": (7, 4)}

NETS = {
    "conventional": (conventional, 4, 6 * 4 + 6 * 6 + 6 + 6 + 6 + 1),
    "quadratic": (quadratic, 4, 3 * (6 * 4 + 6) + 3 * (6 * 6 + 6) + 7),
    "square": (square, 4, 6 * 4 + 6 + 6 * 6 + 6 + 7),
    "bottleneck": (bottleneck, 4, 7 * 4 + 7 + 7 + 5 + 5 + 5),
    "quadratic_convolutions": (quadratic_convolutions, 40, 3 * (3 * 8 + 3) + 3 * (4 * 12 + 4) + 3 * 2 * 4 + 1),
    "analogy_encoder": (analogy_encoder(False), 3072, 98 + 66 + 387 + 12 + 4),
    "analogy_encoder_hp": (analogy_encoder(True), 3072, 2 * 98 + 66 + 387 + 12 + 4),
    "context_lstm": (context_lstm, 12, 3 + 3 + 8 * 9 + 8 + 3),
    "two_layer": (two_layer, 4, 6 * 5 + 7),
    "polynomial": (polynomial, 4, 3 * 6 * 5 + 6),
}
WITH_SLOPES = ("two_layer", "polynomial")
WITH_INPUT_GRADIENT = ("context_lstm",)


for grid_name, grid in GRIDS.items():
    taps = 3**len(grid)
    NETS[grid_name] = (grid_net(grid), torch.Size(grid).numel(), taps * 2 + 2 + 8 * (taps * 4 + 2) + 3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    with open(options.out, "w", encoding="ascii") as file:
        file.write("# command: tools/make_gradient_reference.py --out gradient_reference.csv\n")
        file.write("# PyTorch %s\n" % torch.__version__.split("+", maxsplit=1)[0])
        file.write("net,what,entry,value\n")
        for name, (net, inputs, parameters) in NETS.items():
            theta = fractions(parameters, 37, 101, 128).requires_grad_()
            x = fractions(SAMPLES * inputs, 29, 83, 64).reshape(SAMPLES, inputs).requires_grad_()
            y = fractions(SAMPLES, 17, 31, 16).reshape(SAMPLES, 1)
            cut = Segments(theta)
            f = net(cut, x)
            if cut.used != parameters:
                raise SystemExit("%s has %d parameters, not %d" % (name, cut.used, parameters))
            loss, found = ((f - y)**2).sum() / 2, [("output", f.detach())]
            if name in WITH_SLOPES:
                slopes, = torch.autograd.grad(f.sum(), x, create_graph=True)
                loss = loss + (slopes**2).sum() / 2
                found.append(("slopes", slopes.detach()))
            if name in GRIDS:
                loss = inverse_loss(GRIDS[name])(f, x)
            loss.backward()
            if name in WITH_INPUT_GRADIENT:
                found.append(("input_gradient", x.grad))
            for what, values in found + [("gradient", theta.grad)]:
                for entry, value in enumerate(values.reshape(-1).tolist()):
                    file.write("%s,%s,%d,%r\n" % (name, what, entry, value))


if __name__ == "__main__":
    main()
