/// A layer held to its definition (layer.h), for tests: at random a, c and theta, for random t and g,
///   duality       <g, J t> = <J^T g, t>, up to 64 eps of the sums of absolute terms (conditioned)
///   differences   J t = (z(+h t) - z(-h t)) / 2h, up to 64 eps max(1, |z|) / h: no truncation error for a z that is
///                 quadratic in (a, c, theta) away from its kinks, which h = 2^-20 hardly ever meets (conditioned)
#ifndef HADAMARD_NTK_MODELS_LAYERS_LAYER_CHECK_TESTING_H_
#define HADAMARD_NTK_MODELS_LAYERS_LAYER_CHECK_TESTING_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "linalg/lanes.h"
#include "models/layers/layer.h"
#include "models/matrix.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

template <LayerKind L>
class LayerCheck {
 public:
  LayerCheck(const L& layer, const LayerInputs& inputs, bool training)
      : layer_(layer),
        inputs_(inputs),
        plan_(layer.Plan(inputs)),
        parameters_(plan_.segments, 0),
        training_(training),
        values_(plan_.shape.size(), kSamples),
        choices_(values_.size()) {
    EXPECT_EQ((PackedLayer<L, double>), !(BatchLayer<L, double>)&&!plan_.segments.empty());
    const Point at = RandomPoint(), t = RandomPoint();
    const Matrix<double> g = Matrix<double>::Random(values_.rows(), kSamples);
    Forward(at);
    const double size = std::max(1.0, values_.cwiseAbs().maxCoeff());
    const Matrix<double> tangent = Tangent(at, t);
    const Point adjoint = Adjoint(at, g);
    const auto sum = [](const Point& p, const Point& q, const auto& product) {
      return product(p.in, q.in) + product(p.other, q.other) + product(p.theta, q.theta);
    };
    const auto inner = [](const auto& a, const auto& b) { return a.cwiseProduct(b).sum(); };
    const auto absolute = [](const auto& a, const auto& b) { return a.cwiseProduct(b).cwiseAbs().sum(); };
    const double terms = absolute(g, tangent) + sum(adjoint, t, absolute);
    duality = std::abs(inner(g, tangent) - sum(adjoint, t, inner)) / (64 * kEps * terms);

    const Matrix<double> up = Forward(Moved(at, t, kStep)), down = Forward(Moved(at, t, -kStep));
    differences = ((up - down) / (2 * kStep) - tangent).cwiseAbs().maxCoeff() / (64 * kEps * size / kStep);
    strength = std::abs(inner(g, tangent)) / (64 * kEps * terms);
  }

  double duality, differences;  ///< errors, in units of what is allowed
  double strength;              ///< the duality's two sides in that unit: what the check could see

 private:
  static constexpr Index kSamples = 5;
  static constexpr double kEps = std::numeric_limits<double>::epsilon(), kStep = 0x1p-20;

  struct Point {
    Matrix<double> in, other;
    Vector<double> theta;
  };

  Point RandomPoint() const {
    const Index other = TwoInputLayer<L> ? inputs_.other.size() : 0;
    return {Matrix<double>::Random(inputs_.in.size(), kSamples), Matrix<double>::Random(other, kSamples),
            Vector<double>::Random(parameters_.size())};
  }

  static Point Moved(const Point& p, const Point& t, double step) {
    return {p.in + step * t.in, p.other + step * t.other, p.theta + step * t.theta};
  }

  static const double* Column(const Matrix<double>& m, Index i) { return m.rows() == 0 ? nullptr : m.col(i).data(); }
  static double* Column(Matrix<double>& m, Index i) { return m.rows() == 0 ? nullptr : m.col(i).data(); }

  template <class Number>
  LayerSegments<Number> SegmentsIn(Number* values) const {
    return {&parameters_, 0, values};
  }

  LayerBatch<double> BatchAt(const Point& at) {
    return {inputs_, SegmentsIn(at.theta.data()), nullptr, &at.in, values_};
  }

  LayerSample<double> SampleAt(const Point& at, Index i, const linalg::LaneVector<double>& packed) {
    return {inputs_,
            plan_.shape,
            SegmentsIn(at.theta.data()),
            packed,
            Column(at.in, i),
            Column(at.other, i),
            Column(values_, i),
            plan_.choices ? choices_.data() + i * values_.rows() : nullptr,
            training_,
            {.seed = 1, .step = 2, .layer = 3, .sample = i}};
  }

  linalg::LaneVector<double> Packed(const Point& at) const {
    linalg::LaneVector<double> packed;
    if constexpr (PackedLayer<L, double>) layer_.Pack(inputs_, SegmentsIn(at.theta.data()), packed);
    return packed;
  }

  const Matrix<double>& Forward(const Point& at) {
    if constexpr (BatchLayer<L, double>) {
      layer_.Forward(BatchAt(at));
    } else {
      const linalg::LaneVector<double> packed = Packed(at);
      for (Index i = 0; i < kSamples; ++i) layer_.Forward(SampleAt(at, i, packed));
    }
    return values_;
  }

  Matrix<double> Tangent(const Point& at, const Point& t) {
    Matrix<double> out(values_.rows(), kSamples);
    if constexpr (BatchLayer<L, double>) {
      layer_.Tangent(BatchAt(at), BatchTangent<double>{t.in, out, SegmentsIn(t.theta.data())});
    } else {
      const linalg::LaneVector<double> packed = Packed(at), direction = Packed(t);
      for (Index i = 0; i < kSamples; ++i) {
        layer_.Tangent(SampleAt(at, i, packed),
                       SampleTangent<double>{Column(t.in, i), Column(t.other, i), Column(out, i),
                                             SegmentsIn(t.theta.data()), direction});
      }
    }
    return out;
  }

  Point Adjoint(const Point& at, Matrix<double> g) {
    Point gradient = RandomPoint();  // to be overwritten
    if constexpr (BatchLayer<L, double>) {
      layer_.Adjoint(BatchAt(at), BatchAdjoint<double>{g, &gradient.in, false, SegmentsIn(gradient.theta.data())});
    } else {
      linalg::LaneVector<double> adjoint, sums, scratch;
      if constexpr (PackedLayer<L, double>) {
        layer_.PackAdjoint(inputs_, SegmentsIn(at.theta.data()), adjoint);
        sums.resize(layer_.template GradientSums<double>(inputs_));
      }
      const linalg::LaneVector<double> packed = Packed(at);
      for (Index i = 0; i < kSamples; ++i) {
        const SampleAdjoint<double> back{
            Column(g, i), Column(gradient.in, i), Column(gradient.other, i), sums.data(), adjoint, scratch};
        layer_.Adjoint(SampleAt(at, i, packed), back);
      }
      if constexpr (PackedLayer<L, double>) {
        layer_.SetGradient(inputs_, static_cast<const double*>(sums.data()), SegmentsIn(gradient.theta.data()));
      }
    }
    return gradient;
  }

  L layer_;
  LayerInputs inputs_;
  LayerPlan plan_;
  Parameters<double> parameters_;  // the layout
  bool training_;
  Matrix<double> values_;
  std::vector<std::uint8_t> choices_;
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_LAYER_CHECK_TESTING_H_
