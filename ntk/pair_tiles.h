/// A kernel on all pairs of samples from a strip of X and a strip of Z (strip_samples.h): a tile of a Gram matrix, the
/// piece from which all functions on Gram matrices are made (gram.h, gram_product.h, gram_file.h).  Tiles are made in
/// blocks of 256 x 256 samples, so that of each sample 128 coordinates at a time come from the cache.
///
/// The inner products are a product of strips; the kernel runs on a vector register of pairs (lane_scalar.h).  Pairs
/// with |rho| > 1 - 1/128 get their smaller complement from the coordinates (scaled_vector.h).
/// Error: norms (d/4 + 1/2) eps relative; rho (d + 3) eps, and the smaller of 1 - rho and 1 + rho, where it is below
/// 1/128, (d + 16) (1 + (2 d eps / t)^2) eps relative, t the smaller of theta and pi - theta (gram_accuracy_test).
/// Pairs with a sample that is not tame (any_scale.h) are evaluated one by one at any scale.
#ifndef HADAMARD_NTK_NTK_PAIR_TILES_H_
#define HADAMARD_NTK_NTK_PAIR_TILES_H_

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/lanes.h"
#include "linalg/strip_product.h"
#include "ntk/any_scale.h"
#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/lane_scalar.h"
#include "ntk/scalar.h"
#include "ntk/scaled_vector.h"
#include "ntk/strip_samples.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::ntk {
inline namespace HADAMARD_NTK_REGISTERS {

/// What is wanted of a kernel's pair.
struct NtkOf {
  template <class T>
  const T& operator()(const Pair<T>& pair) const {
    return pair.ntk;
  }
};
struct NngpOf {
  template <class T>
  const T& operator()(const Pair<T>& pair) const {
    return pair.nngp;
  }
};

template <class T, Kernel K, class Quantity>
class PairTiles {
 public:
  using Index = Eigen::Index;
  static constexpr Index kRows = StripSamples<T>::kRows;
  static constexpr Index kEntries = kRows * kRows;

  /// Refers to x and z.  `function` is for the text of errors.
  PairTiles(const char* function, const K& kernel, const StripSamples<T>& x, const StripSamples<T>& z)
      : PairTiles(function, kernel, x, z, false) {
    if (x.columns() != z.columns()) {
      throw std::invalid_argument(std::string(function) + ": X and Z need the same number of columns, got " +
                                  std::to_string(x.columns()) + " and " + std::to_string(z.columns()));
    }
  }
  /// Z = X: the symmetric case.
  PairTiles(const char* function, const K& kernel, const StripSamples<T>& x)
      : PairTiles(function, kernel, x, x, true) {}

  const StripSamples<T>& x() const { return x_; }
  const StripSamples<T>& z() const { return z_; }
  bool symmetric() const { return symmetric_; }

  /// The strips of a block, and blocks of X and Z.
  static constexpr Index kBlock = 256 / kRows;
  Index x_blocks() const { return (x_.strips() + kBlock - 1) / kBlock; }
  Index z_blocks() const { return (z_.strips() + kBlock - 1) / kBlock; }

  /// use(s, t, tile) for the strips s of X and t of Z in block (block_s, block_t), with
  ///   tile[j * kRows + i] = the kernel at sample i of strip s and sample j of strip t,
  /// aligned to a vector register.  If Z is X, tiles with t > s are left out and those with s = t exactly symmetric.
  /// Throws std::domain_error if a value is not finite, naming a pair.
  template <class Use>
  void ForEachInBlock(Index block_s, Index block_t, const Use& use) const {
    const Index s_begin = block_s * kBlock, s_end = std::min(x_.strips(), s_begin + kBlock);
    const Index t_begin = block_t * kBlock, t_end = std::min(z_.strips(), t_begin + kBlock);
    linalg::LaneVector<T> tiles((s_end - s_begin) * (t_end - t_begin) * kEntries, T(0));
    const auto for_each_tile = [&](const auto& run) {
      T* tile = tiles.data();
      for (Index s = s_begin; s < s_end; ++s) {
        for (Index t = t_begin; t < t_end; ++t, tile += kEntries) {
          if (!symmetric() || t <= s) run(s, t, tile);
        }
      }
    };
    constexpr Index kDepth = 128;
    for (Index k = 0; k < x_.columns(); k += kDepth) {
      for_each_tile([&](Index s, Index t, T* tile) {
        linalg::AddStripProduct(x_.strip(s) + k * kRows, z_.strip(t) + k * kRows, std::min(kDepth, x_.columns() - k),
                                tile);
      });
    }
    for_each_tile([&](Index s, Index t, T* tile) {
      ApplyKernel(s, t, tile);
      use(s, t, static_cast<const T*>(tile));
    });
  }

 private:
  PairTiles(const char* function, const K& kernel, const StripSamples<T>& x, const StripSamples<T>& z, bool symmetric)
      : function_(function),
        kernel_(kernel),
        x_(x),
        z_(z),
        symmetric_(symmetric),
        wild_x_(WildSamples(x)),
        wild_z_(symmetric ? wild_x_ : WildSamples(z)),
        any_wild_(!wild_x_.empty() || !wild_z_.empty()) {}

  // For each sample whether it is not tame; empty if all are.
  std::vector<char> WildSamples(const StripSamples<T>& samples) const {
    const auto is_wild = [&](Index i) { return !IsTame<T>(kernel_, samples.wide_norm(i)); };
    Index least = -1, largest = -1, zero = -1;
    for (Index i = 0; i < samples.count(); ++i) {
      if (samples.squared_norm()[i] == 0) {
        zero = i;
        continue;
      }
      if (least < 0 || samples.wide_norm(i) < samples.wide_norm(least)) least = i;
      if (largest < 0 || samples.wide_norm(i) > samples.wide_norm(largest)) largest = i;
    }
    std::vector<char> wild;
    const Index ends[] = {zero, least, largest};
    if (std::none_of(std::begin(ends), std::end(ends), [&](Index i) { return i >= 0 && is_wild(i); })) return wild;
    wild.assign(samples.strips() * kRows, false);
    for (Index i = 0; i < samples.count(); ++i) wild[i] = is_wild(i);
    return wild;
  }

  bool IsWild(Index i, Index j) const { return (!wild_x_.empty() && wild_x_[i]) || (!wild_z_.empty() && wild_z_[j]); }

  // From inner products to kernel values.
  void ApplyKernel(Index s, Index t, T* tile) const {
    const bool diagonal = symmetric() && s == t;
    Lanes finite(T(0));
    for (Index j = 0; j < z_.size(t); ++j) ComputeColumn(s, t, j, diagonal, tile + j * kRows, finite);
    if (!all_of(finite == Lanes(T(0)))) ThrowAtFirstBad(s, t, tile);
    if (diagonal) {
      for (Index j = 0; j < kRows; ++j) {
        for (Index i = 0; i < j; ++i) tile[j * kRows + i] = tile[i * kRows + j];
      }
    }
  }

  using Lanes = LaneScalar<T>;
  static constexpr T kNear = T(1) / 128;
  static constexpr int kGroups = kRows / Lanes::kSize;
  using Column = std::array<Lanes, kGroups>;

  void ComputeColumn(Index s, Index t, Index j, bool diagonal, T* column, Lanes& finite) const {
    const Index at = t * kRows + j;
    const Lanes norm_z(z_.norm()[at]), inverse_z(z_.inverse_norm()[at]), one(T(1));
    Column rho, gap;
    Lanes least = one;
#pragma GCC unroll 4
    for (int g = 0; g < kGroups; ++g) {
      const Lanes inner = Lanes::Load(column + g * Lanes::kSize);
      rho[g] = inner * (Lanes::Load(x_.inverse_norm() + s * kRows + g * Lanes::kSize) * inverse_z);
      gap[g] = one - Select<Lanes>(rho[g] < Lanes(T(0)), -rho[g], rho[g]);
      least = Select<Lanes>(gap[g] < least, gap[g], least);
    }
    if (any_of(least < Lanes(kNear))) {
      for (int g = 0; g < kGroups; ++g) {
        const typename Lanes::Mask near = gap[g] < Lanes(kNear);
        if (any_of(near)) Repair(s, t, j, g, column, near, rho[g], gap[g]);
      }
      if (diagonal) {
        T gaps[kRows];
        for (int g = 0; g < kGroups; ++g) gap[g].Store(gaps + g * Lanes::kSize);
        if (x_.squared_norm()[at] > 0) gaps[j] = 0;
        for (int g = 0; g < kGroups; ++g) gap[g] = Lanes::Load(gaps + g * Lanes::kSize);
      }
    }
    Evaluate(x_.norm() + s * kRows, norm_z, rho, gap, column);
    for (int g = 0; g < kGroups; ++g) {
      T* const values = column + g * Lanes::kSize;
      if (any_wild_) [[unlikely]]
        ReplaceWild(s * kRows + g * Lanes::kSize, at, rho[g], gap[g], Lanes::Load(values)).Store(values);
      finite = finite + ZeroIfFinite(Lanes::Load(values));
    }
  }

  void Evaluate(const T* norm_x, Lanes norm_z, const Column& rho, const Column& gap, T* __restrict column) const {
    WithChosen(kernel_, [&](const auto& kernel) { EvaluateWith(kernel, norm_x, norm_z, rho, gap, column); });
  }

  // Everything the kernel calls is inlined, so that all lives in registers, and what it makes of norm_z alone leaves
  // the loop.
  template <class Chosen>
  [[gnu::noinline, gnu::flatten]] static void EvaluateWith(const Chosen& kernel, const T* norm_x, Lanes norm_z,
                                                           const Column& rho, const Column& gap, T* __restrict column) {
    for (int g = 0; g < kGroups; ++g) {
      const Lanes at_x = Lanes::Load(norm_x + g * Lanes::kSize);
      Lanes(Quantity()(kernel(at_x, norm_z, OfGap(rho[g], gap[g])))).Store(column + g * Lanes::kSize);
    }
  }

  template <Scalar S>
  static Correlation<S> OfGap(const S& rho, const S& gap) {
    const auto positive = rho >= S(T(0));
    const S other = S(T(2)) - gap;
    return Correlation<S>::FromParts(rho, Select<S>(positive, gap, other), Select<S>(positive, other, gap));
  }

  // The values at sample z and the samples from `first` on, where one of them is wild.
  [[gnu::noinline, gnu::cold]] Lanes ReplaceWild(Index first, Index z, Lanes rho, Lanes gap, Lanes values) const {
    T value[Lanes::kSize];
    values.Store(value);
    for (int i = 0; i < Lanes::kSize; ++i) {
      if (!IsWild(first + i, z)) continue;
      const Pair<WideRange<T>> pair =
          AtAnyScale<T>(kernel_, x_.wide_norm(first + i), z_.wide_norm(z), OfGap<T>(rho[i], gap[i]));
      value[i] = static_cast<T>(Quantity()(pair));
    }
    return Lanes::Load(value);
  }

  // The gap 1 - |rho| of near-parallel pairs, for one register of samples x.
  void Repair(Index s, Index t, Index j, int g, const T* column, const typename Lanes::Mask& near, Lanes& rho,
              Lanes& gap) const {
    const Lanes one(T(1));
    const Lanes squared_x = Lanes::Load(x_.squared_norm() + s * kRows + g * Lanes::kSize);
    const T* x = x_.strip(s) + g * Lanes::kSize;
    const T* z = z_.strip(t) + j;
    const Lanes sine_squared = SineSquared<Lanes>(
        static_cast<std::size_t>(x_.columns()), Lanes::Load(column + g * Lanes::kSize),
        Select<Lanes>(near, squared_x, one), Lanes(z_.squared_norm()[t * kRows + j]),
        [&](std::size_t k) { return Lanes::Load(x + k * kRows); }, [&](std::size_t k) { return Lanes(z[k * kRows]); });
    const Lanes cosine = sqrt(one - Select<Lanes>(near, sine_squared, Lanes(T(0))));
    where(near, gap) = sine_squared / (one + cosine);
    where(near, rho) = Select<Lanes>(rho < Lanes(T(0)), -cosine, cosine);
  }

  [[noreturn]] void ThrowAtFirstBad(Index s, Index t, const T* tile) const {
    Index at = 0;
    while (std::isfinite(tile[at])) ++at;
    const Index i = s * kRows + at % kRows, j = t * kRows + at / kRows;
    throw std::domain_error(std::string(function_) + ": kernel values must be finite, got " + Describe(tile[at]) +
                            " for rows " + std::to_string(i) + " and " + std::to_string(j) + " of norms " +
                            Describe(x_.norm()[i]) + " and " + Describe(z_.norm()[j]));
  }

  const char* function_;
  K kernel_;
  const StripSamples<T>&x_, &z_;
  bool symmetric_;
  std::vector<char> wild_x_, wild_z_;
  bool any_wild_;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_PAIR_TILES_H_
