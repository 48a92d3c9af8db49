"""Weights of a finite net out of a mapping that another program made, a PyTorch state_dict above all.

Nothing of PyTorch is imported: a tensor is what has detach() and cpu().
"""
from collections.abc import Mapping

import numpy


def by_segment(segments, weights, names=None):
    """A dict from segments to arrays.

    segments: a list of (name, rows, columns).
    weights: a mapping from these names to arrays; or from others, in the order of the segments.
    names: None, or a mapping from the names of the segments to keys of weights.

    Raises ValueError for keys that are missing, that belong to no segment, or, in order, have another shape.
    """
    if not isinstance(weights, Mapping):
        raise ValueError(f"weights: must be a mapping from names to arrays, got {type(weights).__name__}")
    own = [name for name, _, _ in segments]
    if names is not None:
        _require_same("names", own, names)
        missing = [key for key in names.values() if key not in weights]
        if missing:
            raise ValueError(f"names: weights have no {missing[0]!r}; they have {_listed(weights)}")
        if len(set(names.values())) < len(own):
            raise ValueError("names: two segments have the same key of weights")
        return {name: _array(weights[names[name]]) for name in own}
    if any(name in weights for name in own):
        _require_same("weights", own, weights)
        return {name: _array(weights[name]) for name in own}
    return _in_order(segments, weights)


def _in_order(segments, weights):
    """The arrays as they come, each with the shape of its segment."""
    if len(weights) != len(segments):
        raise ValueError(f"weights: the net has the {len(segments)} segments {_listed(s[0] for s in segments)}, got "
                         f"{len(weights)} arrays, {_listed(weights)}")
    arrays = {}
    for (name, rows, columns), (key, value) in zip(segments, weights.items()):
        arrays[name] = _array(value)
        shape = arrays[name].shape
        if shape != (rows, columns) and not (columns == 1 and shape == (rows,)):
            raise ValueError(f"weights[{key!r}]: is the array of segment {name} by its order, which is of shape "
                             f"{(rows, columns)}, got {shape}; names= says which is which")
    return arrays


def _require_same(what, own, given):
    missing = [name for name in own if name not in given]
    if missing:
        raise ValueError(f"{what}: segment {missing[0]} is missing; the net has {_listed(own)}")
    more = [name for name in given if name not in own]
    if more:
        raise ValueError(f"{what}: the net has no segment {more[0]!r}; it has {_listed(own)}")


def _listed(names):
    return ", ".join(str(name) for name in names)


def _array(value):
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    return numpy.asarray(value)
