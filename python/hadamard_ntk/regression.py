"""Kernel regression as scikit-learn has it, for which it need not be installed."""
import inspect
import sys

import numpy as np

from hadamard_ntk._hadamard_ntk import (_MOST_FOR_SPECTRUM, GramRegression, entry_error, posterior_variance,
                                        solve_kernel)
from hadamard_ntk.families import polynomial_net

_VARIANCE_ROWS = 512  # test points at once


class NotFitted(ValueError, AttributeError):
    """fit has not been called."""


class KernelRegression:
    """Regression with the kernel of an infinitely wide net: f = K(., X) C, (K(X, X) + ridge I) C = Y.

    kernel: a Kernel; None is polynomial_net(2).
    ridge: >= 0, added to the diagonal; with 0 the solution of least norm.
    get: "ntk", the net trained to the end, or "nngp", Bayes' posterior mean with ridge as the variance of the noise.
    solver: "spectrum" (all eigenvalues of K, O(n^3) once), "cholesky" (tens of thousands of samples, to `tolerance`), or
        "auto", the first up to 2000 samples.
    After fit: dual_coef_ (C), X_fit_, report_ (a dict: rank and condition, or iterations and residual).
    """

    _estimator_type = "regressor"

    def __init__(self, kernel=None, ridge=0.0, *, get="ntk", solver="auto", tolerance=1e-6):
        self.kernel = kernel
        self.ridge = ridge
        self.get = get
        self.solver = solver
        self.tolerance = tolerance

    def fit(self, X, y, progress=None):
        """X n x d, y n or n x outputs.  progress: called with a stage and the share of it done, in [0, 1]."""
        if y is None:
            raise ValueError("KernelRegression requires y to be passed, but the target y is None")
        if self.solver not in ("auto", "spectrum", "cholesky"):
            raise ValueError(f"solver: must be 'auto', 'spectrum' or 'cholesky', got {self.solver!r}")
        self._check_names(X, reset=True)
        X, y = _matrix("X", X), _numbers("y", y)
        if y.ndim not in (1, 2):
            raise ValueError(f"y: must have 1 or 2 dimensions (samples x outputs), got shape {y.shape}")
        if len(X) != len(y):
            raise ValueError(f"y: must have as many rows as X, got {len(y)} and {len(X)}")
        self._kernel = polynomial_net(2) if self.kernel is None else self.kernel
        self.X_fit_, self.n_features_in_ = X, X.shape[1]
        self._y = y.reshape(len(y), -1)
        self._outputs = y.shape[1:]
        if self.solver == "cholesky" or self.solver == "auto" and len(X) > _MOST_FOR_SPECTRUM:
            self._regression = None
            C, self.report_ = solve_kernel(self._kernel, X, self._y, get=self.get, ridge=self.ridge,
                                           tolerance=self.tolerance, progress=progress)
        else:
            gram = self._kernel(X, get=self.get, progress=progress)
            self._regression = GramRegression(gram, self._entry_error())
            C, self.report_ = self._regression.solve(self._y, self.ridge), self._regression.report
        self.dual_coef_ = C.reshape(y.shape)
        return self

    def predict(self, X, return_std=False, *, steps=None, learning_rate=None, momentum=0.0, time=None):
        """f at the rows of X, m x d: m, or m x outputs.

        steps, learning_rate, momentum: after so many steps of gradient descent from f = 0 on 1/2 |f - y|^2.
        time: after this time of gradient flow from f = 0.
        return_std: also the standard deviation over the draws of the net, m numbers.
        """
        X = self._rows(X)
        solve = self._solver(steps, learning_rate, momentum, time)
        C = self.dual_coef_.reshape(len(self.X_fit_), -1) if solve is None else solve(self._y)
        f = self._kernel.product(X, self.X_fit_, C, get=self.get).reshape(len(X), *self._outputs)
        if not return_std:
            return f
        return f, np.sqrt(self._variance(X, solve or (lambda y: self._spectrum().solve(y, self.ridge))))

    def predict_variance(self, X):
        """The variance at the rows of X and a bound on its error: two arrays of m numbers."""
        return self._variance(self._rows(X), lambda y: self._spectrum().solve(y, self.ridge), bound=True)

    def leave_one_out(self):
        """The error y - f at each sample of the fit without it, of the shape of y."""
        self._require_fitted()
        return self._spectrum().leave_one_out(self._y, self.ridge).reshape(self.dual_coef_.shape)

    def score(self, X, y, sample_weight=None):
        """R^2, 1 - |y - f|^2 / |y - mean y|^2, averaged over the outputs."""
        y, f = _numbers("y", y), self.predict(X)
        w = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, float)
        y, f = y.reshape(len(y), -1), f.reshape(len(y), -1)
        rest = w @ (y - f)**2
        whole = w @ (y - np.average(y, axis=0, weights=w))**2
        return float(np.mean(np.where(whole > 0, 1 - rest / np.where(whole > 0, whole, 1), np.where(rest > 0, 0., 1.))))

    def get_params(self, deep=True):
        """The constructor's arguments."""
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def set_params(self, **parameters):
        """Sets some of the constructor's arguments."""
        for name, value in parameters.items():
            if name not in self.get_params():
                raise ValueError(f"KernelRegression: there is no parameter {name}")
            setattr(self, name, value)
        return self

    def __repr__(self):
        defaults = inspect.signature(type(self)).parameters
        given = (f"{name}={value!r}" for name, value in self.get_params().items() if value != defaults[name].default)
        return f"KernelRegression({', '.join(given)})"

    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name != "_regression"}

    def _more_tags(self):  # scikit-learn asks
        return {"multioutput": True}

    def _solver(self, steps, learning_rate, momentum, time):
        """From outputs to coefficients on the way to the solution; None at its end."""
        if steps is not None and time is not None:
            raise ValueError("predict: steps and time exclude each other")
        if (steps is None) != (learning_rate is None):
            raise ValueError("predict: steps and learning_rate need each other")
        if steps is not None:
            return lambda y: self._spectrum().descend(y, steps=steps, learning_rate=learning_rate, momentum=momentum)
        if time is not None:
            return lambda y: self._spectrum().flow(y, time=time)
        return None

    def _spectrum(self):
        """Made where it is asked for: after unpickling, and after the other solver."""
        made = getattr(self, "_regression", None)
        if made is None:
            made = self._regression = GramRegression(self._kernel(self.X_fit_, get=self.get), self._entry_error())
        return made

    def _variance(self, X, solve, bound=False):
        prior = self._kernel(self.X_fit_, get="nngp")
        variances, bounds = np.empty(len(X)), np.empty(len(X))
        for first in range(0, len(X), _VARIANCE_ROWS):
            rows = slice(first, first + _VARIANCE_ROWS)
            cross, prior_cross = self._kernel(X[rows], self.X_fit_, get=(self.get, "nngp"))
            variances[rows], bounds[rows] = posterior_variance(
                prior, prior_cross, self._kernel.diagonal(X[rows], get="nngp"), solve(cross.T),
                entry_error=self._entry_error(), noise=self.ridge if self.get == "nngp" else 0.0)
        return (variances, bounds) if bound else variances

    def _entry_error(self):
        return entry_error(self._kernel, self.n_features_in_)

    def _require_fitted(self):
        if hasattr(self, "X_fit_"):
            return
        kind = sys.modules["sklearn.exceptions"].NotFittedError if "sklearn.exceptions" in sys.modules else NotFitted
        raise kind("KernelRegression is not fitted yet: call fit first")

    def _rows(self, X):
        self._require_fitted()
        self._check_names(X, reset=False)
        X = _matrix("X", X)
        if X.shape[1] != self.n_features_in_:
            raise ValueError(f"X has {X.shape[1]} features, but KernelRegression is expecting {self.n_features_in_} "
                             "features as input")
        return X

    def _check_names(self, X, reset):
        """Names of a data frame's columns, which are scikit-learn's affair."""
        if "sklearn.base" in sys.modules:
            sys.modules["sklearn.base"].BaseEstimator._check_feature_names(self, X, reset=reset)


def _numbers(name, given):
    """float64, finite."""
    if hasattr(given, "toarray"):
        raise TypeError(f"{name}: sparse matrices are not supported; {name}.toarray() is a dense one")
    array = np.asarray(given)
    if array.dtype.kind == "c":
        raise ValueError(f"{name}: Complex data not supported, got dtype {array.dtype}")
    array = array.astype(np.float64, copy=False)
    if not np.isfinite(array).all():
        at = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name}: entries must be finite, got {name}{list(at)} = {array[at]} (NaN or infinity)")
    return array


def _matrix(name, given):
    array = _numbers(name, given)
    if array.ndim != 2:
        raise ValueError(f"{name}: must have 2 dimensions (samples x coordinates), got shape {array.shape}. "
                         "Reshape your data")
    if array.shape[0] == 0 or array.shape[1] == 0:
        raise ValueError(f"{name}: 0 sample(s) or 0 feature(s) (shape={array.shape}) while a minimum of 1 is required.")
    return array
