#include "models/loss.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "models/arguments.h"

namespace hadamard_ntk::models {
namespace {

bool IsCrossEntropy(Loss loss) { return loss == Loss::kCrossEntropy || loss == Loss::kMeanCrossEntropy; }

// The value is this times sum e^2 / 2, or times the summed cross entropy or logistic loss.
double Weight(Loss loss, Index n, Index o) {
  switch (loss) {
    case Loss::kHalfSquares:
    case Loss::kCrossEntropy:
      return 1;
    case Loss::kMeanHalfSquares:
    case Loss::kMeanCrossEntropy:
      return 1 / static_cast<double>(n);
    case Loss::kMeanSquares:
      return 2 / (static_cast<double>(n) * static_cast<double>(o));
    case Loss::kMeanLogistic:
      return 1 / (static_cast<double>(n) * static_cast<double>(o));
  }
  throw std::invalid_argument("EvaluateLoss: loss must be one of the enumeration, got " +
                              std::to_string(static_cast<int>(loss)));
}

template <class T>
double HalfSquares(double weight, const Matrix<T>& f, const Matrix<T>& y, Matrix<T>* v) {
  double sum = 0;
  for (Index o = 0; o < f.cols(); ++o) {
    for (Index i = 0; i < f.rows(); ++i) {
      const T error = f(i, o) - y(i, o);
      sum += static_cast<double>(error) * static_cast<double>(error);
      if (v) (*v)(i, o) = static_cast<T>(weight) * error;
    }
  }
  return weight * (sum / 2);
}

// log sum_k exp(f_k) - <y, f> = log sum_k exp(f_k - top) + sum_k y_k (top - f_k), with sum y = 1.
template <class T>
double CrossEntropy(double weight, const Matrix<T>& f, const Matrix<T>& y, Matrix<T>* v) {
  double sum = 0;
  for (Index i = 0; i < f.rows(); ++i) {
    double top = -std::numeric_limits<double>::infinity(), partition = 0, distance = 0;
    for (Index o = 0; o < f.cols(); ++o) top = std::max(top, static_cast<double>(f(i, o)));
    for (Index o = 0; o < f.cols(); ++o) {
      const double below = top - static_cast<double>(f(i, o));
      partition += std::exp(-below);
      distance += static_cast<double>(y(i, o)) * below;
    }
    sum += std::log(partition) + distance;
    if (!v) continue;
    for (Index o = 0; o < f.cols(); ++o) {
      const double p = std::exp(static_cast<double>(f(i, o)) - top) / partition;
      (*v)(i, o) = static_cast<T>(weight * (p - static_cast<double>(y(i, o))));
    }
  }
  return weight * sum;
}

// log(1 + e^f) - y f = log(1 + e^-|f|) + (1 - y) max(f, 0) + y max(-f, 0); NaN stays NaN.
template <class T>
double Logistic(double weight, const Matrix<T>& f, const Matrix<T>& y, Matrix<T>* v) {
  double sum = 0;
  for (Index o = 0; o < f.cols(); ++o) {
    for (Index i = 0; i < f.rows(); ++i) {
      const double at = static_cast<double>(f(i, o)), target = static_cast<double>(y(i, o));
      const double other = std::exp(-std::abs(at)), less = other / (1 + other), more = 1 / (1 + other);
      sum += std::log1p(other) + (at < 0 ? -target * at : (1 - target) * at);
      if (!v) continue;
      const double q = at < 0 ? less : more, not_q = at < 0 ? more : less;
      (*v)(i, o) = static_cast<T>(weight * ((1 - target) * q - target * not_q));
    }
  }
  return weight * sum;
}

}  // namespace

template <class T>
double EvaluateLoss(Loss loss, const Matrix<T>& f, const Matrix<T>& y, Matrix<T>* v) {
  RequireAtLeast("EvaluateLoss", "rows of f", f.rows(), Index{1});
  RequireAtLeast("EvaluateLoss", "columns of f", f.cols(), Index{1});
  RequireShape("EvaluateLoss", "y", y, f.rows(), f.cols());
  const double weight = Weight(loss, f.rows(), f.cols());
  if (v) v->resize(f.rows(), f.cols());
  if (loss == Loss::kMeanLogistic) return Logistic(weight, f, y, v);
  return IsCrossEntropy(loss) ? CrossEntropy(weight, f, y, v) : HalfSquares(weight, f, y, v);
}

bool IsMean(Loss loss) { return loss != Loss::kHalfSquares && loss != Loss::kCrossEntropy; }

template <class T>
void CheckTargets(Loss loss, const Matrix<T>& y) {
  RequireFinite("CheckTargets", "y", y);
  if (loss == Loss::kMeanLogistic && y.size() > 0) {
    for (const T target : {y.minCoeff(), y.maxCoeff()}) {
      RequireThat(target >= 0 && target <= 1, "CheckTargets", "y of a logistic loss", "in [0, 1]",
                  static_cast<double>(target));
    }
  }
  if (!IsCrossEntropy(loss)) return;
  RequireAtLeast("CheckTargets", "classes of a cross entropy", y.cols(), Index{2});
  const double slack = 4 * static_cast<double>(y.cols()) * static_cast<double>(std::numeric_limits<T>::epsilon());
  for (Index i = 0; i < y.rows(); ++i) {
    const double sum = y.row(i).template cast<double>().sum();
    if (y.row(i).minCoeff() >= 0 && std::abs(sum - 1) <= slack) continue;
    std::ostringstream message;
    message << "CheckTargets: y of a cross entropy must be >= 0 and sum to 1 in every row, got row " << i << ": "
            << y.row(i);
    throw std::invalid_argument(message.str());
  }
}

template <class T>
Matrix<T> OneHot(const std::vector<Index>& labels, Index classes) {
  RequireAtLeast("OneHot", "classes", classes, Index{1});
  Matrix<T> y = Matrix<T>::Zero(static_cast<Index>(labels.size()), classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0 || labels[i] >= classes) {
      throw std::invalid_argument("OneHot: labels must be in [0, " + std::to_string(classes) + "), got labels[" +
                                  std::to_string(i) + "] = " + std::to_string(labels[i]));
    }
    y(static_cast<Index>(i), labels[i]) = 1;
  }
  return y;
}

std::string Describe(Loss loss) {
  switch (loss) {
    case Loss::kHalfSquares:
      return "half squares";
    case Loss::kMeanHalfSquares:
      return "mean half squares";
    case Loss::kMeanSquares:
      return "mean squares";
    case Loss::kCrossEntropy:
      return "cross entropy";
    case Loss::kMeanCrossEntropy:
      return "mean cross entropy";
    case Loss::kMeanLogistic:
      return "mean logistic";
  }
  return "loss " + std::to_string(static_cast<int>(loss));
}

template double EvaluateLoss(Loss, const Matrix<float>&, const Matrix<float>&, Matrix<float>*);
template double EvaluateLoss(Loss, const Matrix<double>&, const Matrix<double>&, Matrix<double>*);
template void CheckTargets(Loss, const Matrix<float>&);
template void CheckTargets(Loss, const Matrix<double>&);
template Matrix<float> OneHot(const std::vector<Index>&, Index);
template Matrix<double> OneHot(const std::vector<Index>&, Index);

}  // namespace hadamard_ntk::models
