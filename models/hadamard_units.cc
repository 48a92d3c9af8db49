#include "models/hadamard_units.h"

#include <algorithm>
#include <array>

#include "linalg/in_register.h"
#include "linalg/lanes.h"
#include "linalg/strip_product.h"

namespace hadamard_ntk::models {
inline namespace HADAMARD_NTK_REGISTERS {

using linalg::InRegister;
using linalg::kLanes;
using linalg::kStripRows;
using linalg::Lane;
using linalg::LaneVector;
using linalg::Load;
using linalg::Store;
using linalg::SumByHalves;
namespace {

constexpr Index kChunk = PackedSamples<float>::kChunk;
constexpr int kUnits = 4;  // units that go through the loops together

// The rows of W_n that belong to a group of units; a group that is not full repeats its last unit.
template <class T>
std::array<const T*, kUnits> Rows(const T* weights, Index columns, Index unit, Index end) {
  std::array<const T*, kUnits> rows;
  for (int u = 0; u < kUnits; ++u) rows[u] = weights + std::min(unit + u, end - 1) * columns;
  return rows;
}

// use(offset, <rows[g], x_i>) for the samples i of L registers; offset is that of u[g][i].  Loops of fixed length are
// unrolled by hand of the pragma, so that sums stay in registers.
template <int L, class T, class Use>
inline void ProjectLanes(const std::array<const T*, kUnits>& rows, Index columns, const T* x, Index offset,
                         const Use& use) {
  Lane<T> sum[kUnits][L];
#pragma GCC unroll 4
  for (int g = 0; g < kUnits; ++g) {
#pragma GCC unroll 4
    for (int l = 0; l < L; ++l) sum[g][l] = Lane<T>{};
  }
  for (Index j = 0; j < columns; ++j) {
    Lane<T> sample[L];
#pragma GCC unroll 4
    for (int l = 0; l < L; ++l) sample[l] = InRegister(Load(x + j * kChunk + offset + l * kLanes<T>));
#pragma GCC unroll 4
    for (int g = 0; g < kUnits; ++g) {
      const T weight = rows[g][j];
#pragma GCC unroll 4
      for (int l = 0; l < L; ++l) sum[g][l] += sample[l] * weight;
    }
  }
#pragma GCC unroll 4
  for (int g = 0; g < kUnits; ++g) {
#pragma GCC unroll 4
    for (int l = 0; l < L; ++l) use(g * kChunk + offset + l * kLanes<T>, sum[g][l]);
  }
}

// use(offset of u[g][i], <rows[g], x_i>) for a chunk.
template <class T, class Use>
inline void Project(const std::array<const T*, kUnits>& rows, Index columns, const T* x, Index lanes, const Use& use) {
  Index l = 0;
  for (; l + 4 <= lanes; l += 4) ProjectLanes<4>(rows, columns, x, l * kLanes<T>, use);
  for (; l < lanes; ++l) ProjectLanes<1>(rows, columns, x, l * kLanes<T>, use);
}

template <class T>
void StoreProjection(const std::array<const T*, kUnits>& rows, Index columns, const T* x, Index lanes, T* u) {
  Project(rows, columns, x, lanes, [u](Index offset, const Lane<T>& value) { Store<T>(value, u + offset); });
}

// sums[j][g] += sum_i D[g][i] x[j][i], for J columns, lane by lane.
template <int J, class T>
inline void CorrelateColumns(const T* signal, const T* x, Index lanes, T* sums) {
  Lane<T> sum[J][kUnits];
#pragma GCC unroll 5
  for (int j = 0; j < J; ++j) {
#pragma GCC unroll 4
    for (int g = 0; g < kUnits; ++g) sum[j][g] = Load(sums + (j * kUnits + g) * kLanes<T>);
  }
  for (Index l = 0; l < lanes; ++l) {
    Lane<T> delta[kUnits];
#pragma GCC unroll 4
    for (int g = 0; g < kUnits; ++g) delta[g] = InRegister(Load(signal + g * kChunk + l * kLanes<T>));
#pragma GCC unroll 5
    for (int j = 0; j < J; ++j) {
      const Lane<T> sample = Load(x + j * kChunk + l * kLanes<T>);
#pragma GCC unroll 4
      for (int g = 0; g < kUnits; ++g) sum[j][g] += delta[g] * sample;
    }
  }
#pragma GCC unroll 5
  for (int j = 0; j < J; ++j) {
#pragma GCC unroll 4
    for (int g = 0; g < kUnits; ++g) Store<T>(sum[j][g], sums + (j * kUnits + g) * kLanes<T>);
  }
}

template <class T>
void Correlate(const T* signal, const T* x, Index columns, Index lanes, T* sums) {
  constexpr int kColumns = 5;  // 5 * kUnits sums and kUnits signals fit into 32 registers
  constexpr Index kStep = kUnits * kLanes<T>;
  Index j = 0;
  for (; j + kColumns <= columns; j += kColumns) {
    CorrelateColumns<kColumns>(signal, x + j * kChunk, lanes, sums + j * kStep);
  }
  switch (columns - j) {
    case 4:
      return CorrelateColumns<4>(signal, x + j * kChunk, lanes, sums + j * kStep);
    case 3:
      return CorrelateColumns<3>(signal, x + j * kChunk, lanes, sums + j * kStep);
    case 2:
      return CorrelateColumns<2>(signal, x + j * kChunk, lanes, sums + j * kStep);
    case 1:
      return CorrelateColumns<1>(signal, x + j * kChunk, lanes, sums + j * kStep);
    default:
      return;
  }
}

// s phi(u) and s phi'(u); NaN stays NaN.
template <class T>
struct ScaledRelu {
  Lane<T> scale;
  Lane<T> Value(const Lane<T>& u) const { return scale * (u < 0 ? Lane<T>{} : u); }
  Lane<T> Slope(const Lane<T>& u) const { return u > 0 ? scale : Lane<T>{}; }
};
template <class T>
struct ScaledIdentity {
  Lane<T> scale;
  Lane<T> Value(const Lane<T>& u) const { return scale * u; }
  Lane<T> Slope(const Lane<T>&) const { return scale; }
};

// visit(phi), phi the scaled activation.
template <class T, class Visitor>
void VisitActivation(const HadamardUnits<T>& units, const Visitor& visit) {
  const Lane<T> scale = Lane<T>{} + units.scale;
  if (units.activation == Activation::kRelu) {
    visit(ScaledRelu<T>{scale});
  } else {
    visit(ScaledIdentity<T>{scale});
  }
}

// The offset of a layer in a tile of layers x units x samples.
constexpr Index Layer(Index n) { return n * kUnits * kChunk; }

// At one place of the tile: y_N, and hidden[n] = G s phi'(u_n) prod_{l != n} b_l in place of u_n.  `prefix` is scratch.
template <class T, class Phi>
inline Lane<T> Differentiate(const Phi& phi, T skip, int degree, const Lane<T>& g, T* hidden, T* prefix) {
  Lane<T> y = phi.Value(Load(hidden));
  for (int n = 1; n < degree; ++n) {
    Store<T>(y, prefix + Layer(n));
    y *= phi.Value(Load(hidden + Layer(n))) + skip;
  }
  Lane<T> suffix = g;
  for (int n = degree - 1; n > 0; --n) {
    const Lane<T> u = Load(hidden + Layer(n));
    Store<T>(suffix * Load(prefix + Layer(n)) * phi.Slope(u), hidden + Layer(n));
    suffix *= phi.Value(u) + skip;
  }
  Store<T>(suffix * phi.Slope(Load(hidden)), hidden);
  return y;
}

}  // namespace

template <class T>
void HadamardUnits<T>::Forward(const PackedSamples<T>& x, IndexRange units, IndexRange chunks, T* f) const {
  LaneVector<T> tile(kUnits * kChunk);
  T* y = tile.data();
  const Index stride = x.chunks() * kChunk;
  VisitActivation(*this, [&](const auto& phi) {
    for (Index unit = units.begin; unit < units.end; unit += kUnits) {
      const int group = static_cast<int>(std::min<Index>(kUnits, units.end - unit));
      for (Index c = chunks.begin; c < chunks.end; ++c) {
        const Index length = x.lanes(c) * kLanes<T>;
        const auto row = [&](int n) { return Rows(weights.hidden[n], columns, unit, units.end); };
        Project(row(0), columns, x.chunk(c), x.lanes(c),
                [&](Index at, const Lane<T>& u) { Store<T>(phi.Value(u), y + at); });
        for (int n = 1; n < degree(); ++n) {
          Project(row(n), columns, x.chunk(c), x.lanes(c),
                  [&](Index at, const Lane<T>& u) { Store<T>(Load(y + at) * (phi.Value(u) + skip), y + at); });
        }
        for (Index o = 0; o < outputs; ++o) {
          T* result = f + o * stride + c * kChunk;
          for (int g = 0; g < group; ++g) {
            const T weight = output_scale * weights.readout[o * width + unit + g];
            for (Index i = 0; i < length; i += kLanes<T>) {
              Store<T>(Load(result + i) + Load(y + g * kChunk + i) * weight, result + i);
            }
          }
        }
      }
    }
  });
}

template <class T>
void HadamardUnits<T>::Tangent(const PackedSamples<T>& x, IndexRange units, IndexRange chunks,
                               const Weights<const T>& direction, T* f) const {
  LaneVector<T> tile(4 * kUnits * kChunk);
  T *u = tile.data(), *du = u + kUnits * kChunk, *y = du + kUnits * kChunk, *dy = y + kUnits * kChunk;
  const Index stride = x.chunks() * kChunk;
  VisitActivation(*this, [&](const auto& phi) {
    for (Index unit = units.begin; unit < units.end; unit += kUnits) {
      const int group = static_cast<int>(std::min<Index>(kUnits, units.end - unit));
      for (Index c = chunks.begin; c < chunks.end; ++c) {
        const Index length = x.lanes(c) * kLanes<T>;
        for (int n = 0; n < degree(); ++n) {
          StoreProjection(Rows(weights.hidden[n], columns, unit, units.end), columns, x.chunk(c), x.lanes(c), u);
          StoreProjection(Rows(direction.hidden[n], columns, unit, units.end), columns, x.chunk(c), x.lanes(c), du);
          for (int g = 0; g < kUnits; ++g) {
            for (Index i = g * kChunk; i < g * kChunk + length; i += kLanes<T>) {
              const Lane<T> at = Load(u + i), slope = phi.Slope(at) * Load(du + i);
              const Lane<T> b = phi.Value(at) + (n == 0 ? T{0} : skip);
              Store<T>(n == 0 ? slope : Load(dy + i) * b + Load(y + i) * slope, dy + i);
              Store<T>(n == 0 ? b : Load(y + i) * b, y + i);
            }
          }
        }
        for (Index o = 0; o < outputs; ++o) {
          T* result = f + o * stride + c * kChunk;
          for (int g = 0; g < group; ++g) {
            const T weight = output_scale * weights.readout[o * width + unit + g];
            const T change = output_scale * direction.readout[o * width + unit + g];
            for (Index i = 0; i < length; i += kLanes<T>) {
              const Lane<T> tangent = Load(dy + g * kChunk + i) * weight + Load(y + g * kChunk + i) * change;
              Store<T>(Load(result + i) + tangent, result + i);
            }
          }
        }
      }
    }
  });
}

template <class T>
void HadamardUnits<T>::Backward(const PackedSamples<T>& x, const PackedSamples<T>& v, IndexRange units,
                                IndexRange chunks, const Weights<T>& gradient) const {
  const int layers = degree();
  const Index layer_sums = columns * kUnits * kLanes<T>;
  LaneVector<T> tile(2 * Layer(layers)), readout_weights(outputs);
  LaneVector<T> sums((layers * columns + outputs) * kUnits * kLanes<T>);
  T *hidden = tile.data(), *prefix = hidden + Layer(layers), *readout_sums = sums.data() + layers * layer_sums;
  VisitActivation(*this, [&](const auto& phi) {
    for (Index unit = units.begin; unit < units.end; unit += kUnits) {
      const int group = static_cast<int>(std::min<Index>(kUnits, units.end - unit));
      std::fill(sums.begin(), sums.end(), T{0});
      for (Index c = chunks.begin; c < chunks.end; ++c) {
        const Index lanes = x.lanes(c), length = lanes * kLanes<T>;
        for (int n = 0; n < layers; ++n) {
          StoreProjection(Rows(weights.hidden[n], columns, unit, units.end), columns, x.chunk(c), lanes,
                          hidden + Layer(n));
        }
        for (int g = 0; g < kUnits; ++g) {
          const T* readout = weights.readout + std::min(unit + g, units.end - 1);
          for (Index o = 0; o < outputs; ++o) readout_weights[o] = output_scale * readout[o * width];
          for (Index i = 0; i < length; i += kLanes<T>) {
            Lane<T> factor = Load(v.chunk(c) + i) * readout_weights[0];
            for (Index o = 1; o < outputs; ++o) factor += Load(v.chunk(c) + o * kChunk + i) * readout_weights[o];
            const Index at = g * kChunk + i;
            const Lane<T> y = Differentiate(phi, skip, layers, factor, hidden + at, prefix + at);
            for (Index o = 0; o < outputs; ++o) {
              T* sum = readout_sums + (o * kUnits + g) * kLanes<T>;
              Store<T>(Load(sum) + Load(v.chunk(c) + o * kChunk + i) * y, sum);
            }
          }
        }
        for (int n = 0; n < layers; ++n) {
          Correlate(hidden + Layer(n), x.chunk(c), columns, lanes, sums.data() + n * layer_sums);
        }
      }
      for (int g = 0; g < group; ++g) {
        for (int n = 0; n < layers; ++n) {
          T* row = gradient.hidden[n] + (unit + g) * columns;
          for (Index j = 0; j < columns; ++j) {
            row[j] = SumByHalves<kLanes<T>>(sums.data() + n * layer_sums + (j * kUnits + g) * kLanes<T>);
          }
        }
        for (Index o = 0; o < outputs; ++o) {
          gradient.readout[o * width + unit + g] =
              output_scale * SumByHalves<kLanes<T>>(readout_sums + (o * kUnits + g) * kLanes<T>);
        }
      }
    }
  });
}

template <class T>
void HadamardUnits<T>::Signals(const PackedSamples<T>& x, Index output, IndexRange units, Index chunk, Index stride,
                               const Weights<T>& signals) const {
  const int layers = degree();
  const Index lanes = x.lanes(chunk), length = lanes * kLanes<T>;
  constexpr Index kRows = kStripRows<T>;
  LaneVector<T> tile(2 * Layer(layers) + kChunk);
  T *hidden = tile.data(), *prefix = hidden + Layer(layers), *y = prefix + Layer(layers);
  VisitActivation(*this, [&](const auto& phi) {
    for (Index unit = units.begin; unit < units.end; unit += kUnits) {
      const int group = static_cast<int>(std::min<Index>(kUnits, units.end - unit));
      for (int n = 0; n < layers; ++n) {
        StoreProjection(Rows(weights.hidden[n], columns, unit, units.end), columns, x.chunk(chunk), lanes,
                        hidden + Layer(n));
      }
      for (int g = 0; g < group; ++g) {
        const Lane<T> factor = Lane<T>{} + output_scale * weights.readout[output * width + unit + g];
        for (Index i = 0; i < length; i += kLanes<T>) {
          const Index at = g * kChunk + i;
          Store<T>(output_scale * Differentiate(phi, skip, layers, factor, hidden + at, prefix + at), y + i);
        }
        for (Index i = 0; i < length; i += kRows) {
          const Index to = i / kRows * stride + (unit - units.begin + g) * kRows;
          for (int n = 0; n < layers; ++n) {
            std::copy_n(hidden + Layer(n) + g * kChunk + i, kRows, signals.hidden[n] + to);
          }
          std::copy_n(y + i, kRows, signals.readout + to);
        }
      }
    }
  });
}

template struct HadamardUnits<float>;
template struct HadamardUnits<double>;

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::models
