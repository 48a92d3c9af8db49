#!/usr/bin/python3
"""hn.train against steps written out in NumPy, with the gradients of FiniteNet.gradient."""
import math
import os
import signal
import sys
import threading
import time
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools"]
import hadamard_ntk as hn  # noqa: E402
import unittest_xml  # noqa: E402

EPS = np.finfo(np.float64).eps
SAMPLES, INPUTS, OUTPUTS, WIDTH = 12, 3, 3, 8


def the_net(seed=1, outputs=OUTPUTS, dtype="float64"):
    return hn.FiniteNet("dense(1,.1) tanh | dense relu * dense | readout", INPUTS, WIDTH, outputs, seed, dtype)


def data(outputs=OUTPUTS):
    random = np.random.default_rng(1)
    return random.standard_normal((SAMPLES, INPUTS)), random.standard_normal((SAMPLES, outputs))


def flat(net):
    return np.concatenate([w.ravel() for w in net.weights.values()])


def by_hand(rule, steps, seed=1):
    """The weights after steps of theta <- rule(theta, g, t), g the gradient of sum (f - y)^2 / 2, and the losses."""
    net = the_net(seed)
    x, y = data()
    losses = []
    for t in range(steps):
        e = net(x) - y
        losses.append((e * e).sum() / 2)
        theta = rule(flat(net), np.einsum("no,nop->p", e, net.gradient(x)), t)
        net.load({name: part for name, part in net.split(theta).items()})
    return flat(net), losses


def momentum(rate, mu, nesterov=False):
    state = {"b": 0}

    def rule(theta, g, t):
        state["b"] = mu * state["b"] + g
        return theta - rate * (g + mu * state["b"] if nesterov else state["b"])

    return rule


def adam(rate, beta1=.9, beta2=.999, epsilon=1e-8, decay=0, decoupled=False):
    state = {"m": 0, "v": 0}

    def rule(theta, g, t):
        if decoupled:
            theta = (1 - rate * decay) * theta
        else:
            g = g + decay * theta
        state["m"] = beta1 * state["m"] + (1 - beta1) * g
        state["v"] = beta2 * state["v"] + (1 - beta2) * g * g
        m, v = state["m"] / (1 - beta1**(t + 1)), state["v"] / (1 - beta2**(t + 1))
        return theta - rate * m / (np.sqrt(v) + epsilon)

    return rule


class Steps(unittest.TestCase):
    def check(self, rule, **options):
        steps = 6
        theta, losses = by_hand(rule, steps)
        net = the_net()
        history = hn.train(net, *data(), steps=steps, **options)
        # Rounding grows from step to step, and adam divides by small numbers.
        allowed = 1e5 * EPS
        self.assertLess(np.abs(flat(net) - theta).max(), allowed * np.abs(theta).max())
        self.assertLess(np.abs(history["loss"] - losses).max(), allowed * max(losses))
        other = the_net()
        hn.train(other, *data(), steps=steps, **{**options, "rate": 1.0001 * options["rate"]})
        self.assertGreater(np.abs(flat(other) - theta).max(), allowed * np.abs(theta).max())

    def test_gradient_descent(self):
        self.check(momentum(.01, 0), rate=.01)

    def test_momentum(self):
        self.check(momentum(.01, .9), rate=.01, momentum=.9)
        self.check(momentum(.01, .9, nesterov=True), rate=.01, momentum=.9, nesterov=True)

    def test_adam(self):
        self.check(adam(.01), rate=.01, optimizer="adam")
        self.check(adam(.01, .8, .99, 1e-4, .1), rate=.01, optimizer="adam", beta1=.8, beta2=.99, epsilon=1e-4,
                   weight_decay=.1)
        self.check(adam(.01, decay=.1, decoupled=True), rate=.01, optimizer="adamw", weight_decay=.1)

    def test_rates(self):
        schedule = hn.cosine_schedule(.02, steps=4, last=.001)
        wanted = [.001 + .019 * (1 + math.cos(math.pi * t / 4)) / 2 for t in range(4)] + [.001]
        history = hn.train(the_net(), *data(), rate=schedule, steps=5)
        np.testing.assert_allclose(history["rate"], wanted, rtol=10 * EPS)
        self.assertEqual([hn.step_schedule(1, every=2, factor=.5)(t) for t in range(5)], [1, 1, .5, .5, .25])
        self.assertEqual([hn.milestone_schedule(1, at=[1, 3], factor=.5)(t) for t in range(5)], [1, .5, .5, .25, .25])
        self.assertIn("cosine(0.02", repr(schedule))

    def test_factors(self):
        net = the_net()
        before = net.weights
        hn.train(net, *data(), rate=.01, steps=3, rate_factors={"W1": 0})
        np.testing.assert_array_equal(net.weights["W1"], before["W1"])
        self.assertFalse(np.array_equal(net.weights["W2"], before["W2"]))


class Batches(unittest.TestCase):
    def test_epochs(self):
        x, y = data()
        net = the_net()
        history = hn.train(net, x, y, rate=1e-3, epochs=4, batch=5, loss="mean_squares", seed=3)
        self.assertEqual(len(history["loss"]), 12)  # of 5, 5 and 2 samples
        self.assertEqual(len(history["epoch_loss"]), 4)
        weights = np.array([5, 5, 2]) / 12
        np.testing.assert_allclose(history["epoch_loss"], history["loss"].reshape(4, 3) @ weights, rtol=100 * EPS)
        self.assertAlmostEqual(history["final_loss"], ((net(x) - y)**2).mean(), delta=100 * EPS)
        self.assertLess(history["final_loss"], history["epoch_loss"][0])
        again = the_net()
        hn.train(again, x, y, rate=1e-3, epochs=4, batch=5, loss="mean_squares", seed=3)
        np.testing.assert_array_equal(flat(again), flat(net))
        hn.train(again, x, y, rate=1e-3, epochs=4, batch=5, loss="mean_squares", seed=4)
        self.assertFalse(np.array_equal(flat(again), flat(net)))

    def test_losses(self):
        x, y = data()
        f = the_net()(x)
        classes = np.arange(SAMPLES) % OUTPUTS
        one_hot = np.eye(OUTPUTS)[classes]
        entropy = -(one_hot * (f - np.log(np.exp(f).sum(1, keepdims=True)))).sum()
        cases = [
            ("half_squares", y, ((f - y)**2).sum() / 2),
            ("mean_half_squares", y, ((f - y)**2).sum() / 2 / SAMPLES),
            ("mean_squares", y, ((f - y)**2).mean()),
            ("cross_entropy", one_hot, entropy),
            ("cross_entropy", classes, entropy),
            ("mean_cross_entropy", classes.tolist(), entropy / SAMPLES),
            ("mean_logistic", one_hot, (np.log1p(np.exp(f)) - one_hot * f).mean()),
        ]
        values = []
        for loss, targets, wanted in cases:
            values.append(hn.train(the_net(), x, targets, rate=1e-3, steps=1, loss=loss)["loss"][0])
            self.assertLess(abs(values[-1] - wanted), 1000 * EPS * abs(wanted), loss)
        self.assertEqual(values[3], values[4])
        self.assertEqual(len(set(values)), 6)

    def test_one_output(self):
        x, y = data(1)
        column, vector = the_net(outputs=1), the_net(outputs=1)
        hn.train(column, x, y, rate=.01, steps=3)
        hn.train(vector, x, y[:, 0], rate=.01, steps=3)
        np.testing.assert_array_equal(flat(column), flat(vector))

    def test_float32(self):
        net = the_net(dtype="float32")
        before = flat(net)
        history = hn.train(net, *data(), rate=.01, steps=3)
        self.assertEqual(net.weights["W1"].dtype, np.float32)
        self.assertFalse(np.array_equal(flat(net), before))
        self.assertLess(history["final_loss"], history["loss"][0])


class Interruption(unittest.TestCase):
    def test_progress(self):
        seen = []
        hn.train(the_net(), *data(), rate=1e-4, steps=100, progress=lambda *told: seen.append(told))
        self.assertRegex(seen[-1][0], r"^training, loss \d")
        self.assertEqual(seen[-1][1], 1)

    def test_what_progress_raises_ends_the_run(self):
        net = the_net()
        before = flat(net)

        def enough(stage, share):
            if share > 0:
                time.sleep(.2)
                raise RuntimeError("enough")

        self.assertRaisesRegex(RuntimeError, "enough", hn.train, net, *data(), rate=1e-6, steps=10**12,
                               progress=enough)
        self.assertFalse(np.array_equal(flat(net), before))

    def test_ctrl_c(self):
        net = the_net()
        before = flat(net)
        sent = []

        def send():
            time.sleep(.5)
            sent.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=send)
        thread.start()
        with self.assertRaises(KeyboardInterrupt):
            hn.train(net, *data(), rate=1e-6, steps=10**12)
        self.assertLess(time.monotonic() - sent[0], 1)
        thread.join()
        self.assertFalse(np.array_equal(flat(net), before))

    def test_divergence(self):
        net = the_net()
        before = flat(net)
        with self.assertRaisesRegex(hn.TrainingDiverged, r"training diverged at step \d+: loss"):
            hn.train(net, *data(), rate=10, steps=100)
        self.assertFalse(np.array_equal(flat(net), before))


class BadArguments(unittest.TestCase):
    def test_named(self):
        x, y = data()
        nan = y.copy()
        nan[3, 1] = math.nan
        cases = [
            ({"optimizer": "lbfgs"}, "optimizer must be 'sgd', 'adam', 'adamw' or 'adadelta', got 'lbfgs'"),
            ({"beta1": .9}, "optimizer 'sgd' has no beta1"),
            ({"momentum": "much"}, "momentum cannot be 'much'"),
            ({"momentum": 1}, "momentum must be"),
            ({"loss": "hinge"}, "loss must be one of 'cross_entropy', .* got 'hinge'"),
            ({"epochs": 2}, "needs steps or epochs, one of them"),
            ({"steps": None}, "needs steps or epochs, one of them"),
            ({"steps": -1}, "must be at least 0, got -1"),
            ({"rate": -1}, "rate must be"),
            ({"rate": "fast"}, "rate must be a number or a schedule, got 'fast'"),
            ({"batch": 13}, "batch_size must be"),
            ({"rate_factors": {"W9": 2}}, "W9"),
            ({"y": y[:4]}, "Y must be 12 x 3, got 4 x 3"),
            ({"y": nan}, r"Y\(3, 1\) = nan|y\(3, 1\) = nan"),
            ({"x": x[:, :2]}, "X must be n x 3, got 12 x 2"),
            ({"y": np.full(SAMPLES, 3), "loss": "cross_entropy"}, r"labels must be in \[0, 3\), got labels\[0\] = 3"),
        ]
        for changed, message in cases:
            with self.subTest(message):
                net = the_net()
                before = flat(net)
                arguments = {"x": x, "y": y, "rate": .01, "steps": 2, **changed}
                self.assertRaisesRegex(ValueError, message, hn.train, net, **arguments)
                np.testing.assert_array_equal(flat(net), before)


if __name__ == "__main__":
    unittest_xml.main()
