#!/usr/bin/python3
"""FiniteNet with the weights of a PyTorch net: outputs, gradients, empirical NTK and training, by torch.autograd and
torch.optim.  Needs python3-torch; nothing else in the module does.
"""
import sys
import unittest

import numpy as np
import torch

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools"]
import hadamard_ntk as hn  # noqa: E402
import unittest_xml  # noqa: E402

INPUTS, WIDTH, OUTPUTS, SAMPLES = 4, 16, 3, 10
TEXT = f"standard({WIDTH}) | dense(1,1) relu | dense(1,1) gelu | readout(1,1)"


def the_pair():
    """A PyTorch net and ours with its weights."""
    torch.manual_seed(1)
    theirs = torch.nn.Sequential(torch.nn.Linear(INPUTS, WIDTH), torch.nn.ReLU(), torch.nn.Linear(WIDTH, WIDTH),
                                 torch.nn.GELU(), torch.nn.Linear(WIDTH, OUTPUTS)).double()
    ours = hn.FiniteNet(TEXT, INPUTS, WIDTH, OUTPUTS)
    ours.load(theirs.state_dict())
    return theirs, ours


def samples(seed=2):
    return np.random.default_rng(seed).standard_normal((SAMPLES, INPUTS))


def jacobian(theirs, x):
    rows = []
    for output in theirs(torch.from_numpy(x)).reshape(-1):
        gradients = torch.autograd.grad(output, list(theirs.parameters()), retain_graph=True)
        rows.append(torch.cat([g.reshape(-1) for g in gradients]).numpy())
    return np.array(rows).reshape(len(x), OUTPUTS, -1)


class Torch(unittest.TestCase):
    def close(self, ours, theirs, relative=1e-12):
        scale = np.abs(theirs).max()
        self.assertEqual(ours.shape, theirs.shape)
        self.assertLess(np.abs(ours - theirs).max(), relative * scale)
        self.assertGreater(np.abs(ours - 1.001 * theirs).max(), relative * scale)

    def test_outputs(self):
        theirs, ours = the_pair()
        x = samples()
        self.close(ours(x), theirs(torch.from_numpy(x)).detach().numpy())

    def test_by_name(self):
        theirs, ours = the_pair()
        other = hn.FiniteNet(TEXT, INPUTS, WIDTH, OUTPUTS, seed=4)
        keys = ["0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"]
        other.load(dict(reversed(theirs.state_dict().items())), names=dict(zip(ours.weights, keys)))
        other_too = hn.FiniteNet(TEXT, INPUTS, WIDTH, OUTPUTS, seed=5)
        other_too.load(dict(theirs.named_parameters()))  # which need gradients
        for net in (other, other_too):
            np.testing.assert_array_equal(net(samples()), ours(samples()))

    def test_gradients_and_ntk(self):
        theirs, ours = the_pair()
        x, z = samples(), samples(3)
        jx, jz = jacobian(theirs, x), jacobian(theirs, z)
        self.close(ours.gradient(x), jx)
        self.close(hn.empirical_ntk(ours, x, z, outputs="full"), np.einsum("iap,jbp->ijab", jx, jz))
        self.close(hn.empirical_ntk(ours, x, outputs="trace"), np.einsum("iap,jap->ij", jx, jx))

    def test_training(self):
        x, y = samples(), samples(5)[:, :OUTPUTS]
        classes = np.arange(SAMPLES) % OUTPUTS
        squares, entropy = torch.nn.MSELoss(), torch.nn.CrossEntropyLoss()
        cases = [
            (lambda p: torch.optim.SGD(p, lr=.05, momentum=.9, nesterov=True, weight_decay=.01),
             {"rate": .05, "momentum": .9, "nesterov": True, "weight_decay": .01}, squares, "mean_squares", y),
            (lambda p: torch.optim.Adam(p, lr=.01), {"rate": .01, "optimizer": "adam"}, squares, "mean_squares", y),
            (lambda p: torch.optim.AdamW(p, lr=.01, weight_decay=.1),
             {"rate": .01, "optimizer": "adamw", "weight_decay": .1}, entropy, "mean_cross_entropy", classes),
            (lambda p: torch.optim.Adadelta(p, lr=1., rho=.9),
             {"rate": 1, "optimizer": "adadelta", "rho": .9}, squares, "mean_squares", y),
        ]
        for make, options, criterion, loss, targets in cases:
            with self.subTest(options):
                theirs, ours = the_pair()
                optimizer = make(theirs.parameters())
                losses = []
                for _ in range(20):
                    optimizer.zero_grad()
                    value = criterion(theirs(torch.from_numpy(x)), torch.from_numpy(targets))
                    losses.append(value.item())
                    value.backward()
                    optimizer.step()
                history = hn.train(ours, x, targets, steps=20, loss=loss, **options)
                # Twenty steps, of which adam's divide by small numbers.
                self.close(history["loss"], np.array(losses), 1e-9)
                for w, parameter in zip(ours.weights.values(), theirs.parameters()):
                    self.close(w.reshape(parameter.shape), parameter.detach().numpy(), 1e-9)


if __name__ == "__main__":
    unittest_xml.main()
