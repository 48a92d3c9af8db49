"""Layers of nets, put together as the grammar of a net's text has them (ntk/net_expression.h).

    net = hn.dense(1.5, .05) >> hn.gelu >> (hn.dense() >> hn.relu) * hn.dense() >> hn.readout()

a >> b   first a, then b;   a * b, a + b   the Hadamard product and the sum of two branches that read the same value;
a ** n   the product of n independent copies.  Layers >> readout() is a Kernel.

x is the net's input, skip what the stage before gave, one the constant 1; the activations and their arguments:
ntk/activations/any_activation.h.

Weights are drawn anew wherever a layer stands, so that every dense layer is independent of every other.  Branches of
a product or a sum that all read the same unit without a dense layer of their own, as in dense() >> (relu * identity),
each get a dense layer of their own in place of the one before them: dense() >> relu times dense() >> identity.
"""
import copyreg
import re

from hadamard_ntk._hadamard_ntk import Kernel, activation_names

_SOURCE = re.compile(r"(x|skip|1|input_bias\(.*|standard\(.*)(?![A-Za-z_(])")
_DENSE = re.compile(r"\b(frozen_|zero_)?dense\b")
_LAST_DENSE = re.compile(r"(?:^| )((?:frozen_)?dense(?:\([^()]*\))?)$")
_PREAMBLE = ("input_bias(", "standard(")


def _merged(a, b):
    for name, given in b.items():
        if a.get(name, given) is not given:
            raise ValueError(f"two activations are called {name}; hn.activation(..., name=) gives another name")
    return {**a, **b}


class Layers:
    """A net, or a part of it, before its readout.  Made by dense, relu, ..., and their combinations."""

    def __init__(self, stages, activations=None):
        # Stages of terms of chains, as in the grammar; a chain is its text.
        self._stages = tuple(stages)
        self._activations = dict(activations or {})

    @property
    def text(self):
        """As the grammar has it."""
        return " | ".join(" + ".join(" * ".join(term) for term in stage) for stage in self._stages)

    def __repr__(self):
        return f"<Layers {self.text}>"

    def __rshift__(self, other):
        if isinstance(other, Readout):
            return net(f"{self.text} | {other.text}", self._activations)
        other = _layers(other)
        return Layers(_followed(self._stages, other._stages), _merged(self._activations, other._activations))

    def __rrshift__(self, other):
        return _layers(other) >> self

    def __mul__(self, other):
        other = _layers(other)
        return Layers([(self._term() + other._term(),)], _merged(self._activations, other._activations))

    def __rmul__(self, other):
        return _layers(other) * self

    def __add__(self, other):
        other = _layers(other)
        return Layers([self._terms() + other._terms()], _merged(self._activations, other._activations))

    def __radd__(self, other):
        return _layers(other) + self

    def __pow__(self, n):
        return Layers(_chain(f"({self.text})^{_integer('n', n)}"), self._activations)

    def _terms(self):
        return self._stages[0] if len(self._stages) == 1 else ((f"({self.text})",),)

    def _term(self):
        terms = self._terms()
        return terms[0] if len(terms) == 1 else (f"({self.text})",)


class Activation(Layers):
    """An activation of the library, which may take arguments: hn.leaky_relu, hn.leaky_relu(.1).

    hn.relu(f * g) is the ReLU of the product of two branches that end in a dense layer.
    """

    def __init__(self, name):
        super().__init__(_chain(name))
        self._name = name

    def __call__(self, *arguments):
        if len(arguments) == 1 and isinstance(arguments[0], Layers):
            return Layers(_chain(f"{self._name}({arguments[0].text})"), arguments[0]._activations)
        return Layers(_chain(f"{self._name}({','.join(_number('argument', a) for a in arguments)})"))


class Readout:
    """The last layer: what comes before it >> this is a Kernel."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return f"<Readout {self.text}>"


def _chain(text):
    return (((text,),),)


def _layers(given):
    if isinstance(given, Layers):
        return given
    if callable(given) and not isinstance(given, (Readout, Kernel)):
        return activation(given)
    if type(given) is int and given == 1:
        return one
    raise TypeError(f"expected layers of a net, as hn.dense(), or a function of one number, got {given!r}")


def _single(stage):
    """The chain of a stage that is one, which another step can follow; else None."""
    chain = stage[0][0] if len(stage) == 1 and len(stage[0]) == 1 else None
    return None if chain is None or chain.startswith(_PREAMBLE) else chain


def _followed(before, after):
    last, first = _single(before[-1]), _single(after[0])
    if last is not None and first is not None and not _SOURCE.match(first):
        return before[:-1] + _chain(f"{last} {first}") + after[1:]
    chains = [chain for term in after[0] for chain in term]
    dense = last and _LAST_DENSE.search(last)
    if dense and sum(not _DENSE.search(c) for c in chains) > 1 and not any(_SOURCE.match(c) for c in chains):
        stage = tuple(tuple(f"{dense[1]} {chain}" for chain in term) for term in after[0])
        rest = last[:dense.start()]
        return before[:-1] + (_chain(rest) if rest else ()) + (stage,) + after[1:]
    return before + after


def _number(name, given):
    try:
        return repr(float(given)).removesuffix(".0")
    except (TypeError, ValueError):
        raise ValueError(f"{name}: must be a number, got {given!r}") from None


def _integer(name, given):
    try:
        return given.__index__()
    except AttributeError:
        raise ValueError(f"{name}: must be an integer, got {given!r}") from None


def _variance(name, variance, std):
    """As the grammar writes v, or s^2."""
    if std is None:
        return _number(name + "_variance", variance)
    return _number(name + "_std", std) + "^2"


def _layer(word, weight_variance, bias_variance, weight_std, bias_std):
    weight = _variance("weight", weight_variance, weight_std)
    bias = _variance("bias", bias_variance, bias_std)
    return f"{word}({weight},{bias})" if bias != "0" else f"{word}({weight})" if weight != "1" else word


def net(text, activations=None):
    """The Kernel of a net that is written in the grammar of ntk/net_expression.h: "dense relu | readout".

    activations: Python functions that the text names, {name: phi} or {name: (phi, derivative)}.
    """
    return Kernel.of_text(text, dict(activations or {}))


def dense(weight_variance=1, bias_variance=0, *, weight_std=None, bias_std=None):
    """sqrt(w/m) W h + sqrt(b) beta, entries N(0, 1), trained; on the net's input sqrt(w) W x.

    w and b are variances, as in a net's text; *_std gives their square roots instead.
    """
    return Layers(_chain(_layer("dense", weight_variance, bias_variance, weight_std, bias_std)))


def frozen_dense(weight_variance=1, bias_variance=0, *, weight_std=None, bias_std=None):
    """dense with random weights that are not trained."""
    return Layers(_chain(_layer("frozen_dense", weight_variance, bias_variance, weight_std, bias_std)))


def zero_dense(weight_variance=1, bias_variance=0, *, weight_std=None, bias_std=None):
    """dense whose weights are trained and 0 at the start: w and b are their rates, relative to the others'.

    It is 0, and so to be added to something: (dense(1, 1) >> relu >> scale(2)) * (1 + zero_dense(1, 1)) is a layer at the
    start of ReLinear (ntk/relinear_net.h).
    """
    return Layers(_chain(_layer("zero_dense", weight_variance, bias_variance, weight_std, bias_std)))


def readout(weight_variance=1, bias_variance=0, *, weight_std=None, bias_std=None):
    """The last dense layer: layers >> readout() is a Kernel."""
    return Readout(_layer("readout", weight_variance, bias_variance, weight_std, bias_std))


def frozen_readout(weight_variance=1, bias_variance=0, *, weight_std=None, bias_std=None):
    """readout with random weights that are not trained."""
    return Readout(_layer("frozen_readout", weight_variance, bias_variance, weight_std, bias_std))


def scale(variance):
    """sqrt(variance) h."""
    return Layers(_chain(f"scale({_number('variance', variance)})"))


def repeat(n, layers):
    """The layers n times in a row, with fresh weights."""
    layers = _layers(layers)
    return Layers(_chain(f"repeat({_integer('n', n)}, {layers.text})"), layers._activations)


def input_bias(bias):
    """Before the first layer: x becomes (x, bias)."""
    return Layers(_chain(f"input_bias({_number('bias', bias)})"))


def standard(width):
    """Before the first layer, after an input bias: the standard parameterization of this base width."""
    return Layers(_chain(f"standard({_number('width', width)})"))


def activation(phi, derivative=None, *, name=None):
    """A Python function of one number as an activation, by quadrature; of the derivative, too, if it has a kink.

    name: in the net's text; by default the function's own, with _ if the library has an activation of that name.
    """
    if not callable(phi):
        raise ValueError(f"activation: phi must be a function of one number, got {phi!r}")
    if name is None:
        name = re.sub(r"\W", "", getattr(phi, "__name__", type(phi).__name__), flags=re.ASCII)
        if name in activation_names() or not re.match("[A-Za-z_]", name):
            name += "_"
    return Layers(_chain(name), {name: phi if derivative is None else (phi, derivative)})


def _kernel(name, parameters, activations):
    return net(parameters["net"], activations) if name == "net" else Kernel.of_name(name, parameters)


copyreg.pickle(Kernel, lambda kernel: (_kernel, (kernel.name, kernel.parameters, kernel.activations)))

x = Layers(_chain("x"))
skip = Layers(_chain("skip"))
one = Layers(_chain("1"))

relu, leaky_relu, abs, identity, erf, gelu, sin, cos, exp, gaussian, square, monomial, hermite, polynomial, silu, tanh, \
    softplus = map(Activation, activation_names())
