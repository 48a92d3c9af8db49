/// A network written as a text; a kernel itself, and any net that the algebra of features.h can say:
///
///   dense(1.5,.05) gelu | dense relu * dense | readout
///
/// Stages are parted by '|'; a stage is a sum (+) of Hadamard products (*) of chains; each chain gets the value of the
/// stage before, in the first stage the input x, and is a row of steps:
///   dense(w,b)     sqrt(w/m) W h + sqrt(b) beta, entries N(0, 1), trained; (1,0) if not given; at x: sqrt(w) W x
///   relu, gelu, leaky_relu(.1), ...   an activation phi of any_activation.h, without a factor to normalize it
///   relu(f * g)    the ReLU of the product of two chains that end in a dense (activate_product.h)
///   scale(v)       sqrt(v) h
///   (...)          a group: stages of its own, whose input is the value so far; (...)^n the product of n independent
///                  copies of it; repeat(n, ...) the group n times in a row, with fresh weights
///   frozen_dense   dense with random weights that are not trained, as are those of frozen_readout
///   zero_dense     dense with weights that are trained and 0 at the start: 0 with derivatives, and so to be added to
///                  something; w and b are what they are trained at, relative to the others
/// A chain may begin with x, the net's input; 1, the constant; or skip, the value of the stage before, which is what it
/// has otherwise, too, and stands for itself where no step follows.  The last stage is readout(w,b), the last dense.
/// Before the first there may be
///   input_bias(b)  x becomes (x, b) (input_bias.h)
///   standard(n)    the standard parameterization of base width n, see below
/// Numbers are variances v >= 0, and may be written s^2 and v/n.  The weights of each dense are their own, wherever it
/// is written; which sums and products are those of independent functions: net_expression_rules.h.  The whole grammar:
/// net_expression_parser.h.
///   (dense relu scale(2))^3 | readout(2)                   PolynomialNet(3)
///   dense | repeat(4, skip + dense relu dense(.1)) | relu dense | readout     a residual net of four blocks
///   repeat(3, relu(dense(1,1) * dense(1,1)) scale(2)) | readout               QuadraticNet(3)
///   repeat(3, dense(1,1) relu scale(2) * (1 + zero_dense(.1,.1))) | readout   ReLinearNet(3, .1)
///
/// Parameterization.  By default (`ntk`), as above: ntk' = w (ntk + nngp) + b for the layer h -> h'.  In the `standard`
/// one what is trained is the scaled weight V = sqrt(w/n) W and the bias sqrt(b) beta.  nngp is the same; a gradient by
/// V is that by W over sqrt(w/n), so that
///   ntk' = w ntk + n nngp + [b > 0],   n the base width; 1 for a layer on x, where V = sqrt(w) W,
/// (of a zero_dense, whose w does not matter then, without w ntk), which is the limit s -> infinity of nets of s n
/// units whose layers are V h / sqrt(s), entries of V N(0, w/n) [SohEtAl2020].  (neural_tangents'
/// Dense(parameterization='standard') divides <x,z> by the inputs' number d and has n = d there: the same, with our w
/// its W_std^2/d.)  Here b = 0 is a layer without bias.
///
/// Scalars: those that the activations have; any other throws std::domain_error when it is evaluated.
/// Error for double, of the values at the norms and angle zero: <= (4 + 4 L) eps, L = layers(), if the activations are
/// relu and identity (net_expression_test); others add their own.  Throws std::invalid_argument that names the column
/// and what was expected.
#ifndef HADAMARD_NTK_NTK_NET_EXPRESSION_H_
#define HADAMARD_NTK_NTK_NET_EXPRESSION_H_

#include <cmath>
#include <concepts>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "ntk/activate_product.h"
#include "ntk/activation_moments.h"
#include "ntk/activations/any_activation.h"
#include "ntk/any_kernel.h"
#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/input_bias.h"
#include "ntk/kernel.h"
#include "ntk/net_expression_tree.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"
#include "ntk/second_moments.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::ntk {

class NetExpression {
 public:
  /// `own` are activations of the user's own that the text may name, too.
  explicit NetExpression(const std::string& text, const std::vector<AnyActivation>& own = {});

  /// The same net in its canonical form: parsed again it gives this text, and the same values bit by bit.
  std::string Text() const { return TextOf(*net_); }
  const NetTree& tree() const { return *net_; }
  /// LayerCount and FactorCount of net_expression_size.h: what errors grow with.
  int layers() const { return layers_; }
  int factors() const { return factors_; }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const;

 private:
  std::shared_ptr<const NetTree> net_;
  int layers_;
  int factors_;
};

/// The network of any_kernel.h in the grammar.  Its values as a NetExpression are within (8 + 4 L) eps of those of
/// AnyKernel, of the values at the norms and angle zero (net_expression_test).  Throws what AnyKernel throws, and
/// std::invalid_argument for a power_rate of relinear above 0: its fourth moments are in no step.
std::string ExpressionOf(const KernelDescription& description);

// --- evaluation ---

namespace net_expression_internal {

/// a^n, n >= 1.
template <class R>
R PowerOf(const R& a, int n) {
  R result(1), square = a;
  for (;; square = R(square * square)) {
    if (n % 2 == 1) result = R(result * square);
    if ((n /= 2) == 0) return result;
  }
}

/// phi(h).  At any scale (any_scale.h) an activation that has no moments of WideRange numbers, as exp and tanh, has
/// those of T, at norms that are numbers of T; else std::domain_error.
template <Scalar T>
Features<T> Activated(const AnyActivation& phi, const Preactivation<T>& h) {
  return Activate(phi, h);
}
template <std::floating_point T>
Features<WideRange<T>> Activated(const AnyActivation& phi, const Preactivation<WideRange<T>>& h) {
  using Wide = WideRange<T>;
  try {
    return Activate(phi, h);
  } catch (const std::domain_error&) {
    const T p(h.rms_x), q(h.rms_z);
    const Correlation<Wide>& c = h.correlation;
    if (!std::isfinite(p) || !std::isfinite(q)) throw;
    const auto f = Activate(
        phi, Preactivation<T>{{p, q, Correlation<T>::FromParts(T(c.cosine()), T(c.one_minus()), T(c.one_plus()))}, 1});
    const Correlation<T>& rho = f.correlation;
    return {{Wide(f.rms_x), Wide(f.rms_z),
             Correlation<Wide>::FromParts(Wide(rho.cosine()), Wide(rho.one_minus()), Wide(rho.one_plus()))},
            Wide(f.ntk) * h.ntk,
            Wide(f.mean_x),
            Wide(f.mean_z)};
  }
}

/// The values of a net's stages at one pair of inputs.
template <Scalar T>
class NetValues {
 public:
  using R = RealOf<T>;
  using M = MagnitudeOf<T>;

  /// sqrt(gain) times `features`: constant factors are gathered, and meet the next layer's variance.
  struct Signal {
    Features<T> features;
    R gain = R(1);
    bool is_input = false;  ///< the net's input, or a multiple of it

    Features<T> Whole() const { return gain == R(1) ? features : Scale(features, gain); }
  };

  NetValues(const NetTree& net, const Features<T>& x) : net_(net), x_{x, R(1), true} {}

  Pair<T> Output() const {
    Signal h = x_;
    Stages(net_.stages, h);
    const R w = R(net_.readout.weight.template In<R>() * h.gain), b = net_.readout.bias.template In<R>();
    Pair<T> output = Readout(h.features, w, b);
    if (!IsPlain(net_.readout)) output.ntk = NtkAbove(h, net_.readout, w, b);
    return output;
  }

 private:
  // Each takes the signal below and leaves its own in its place: a copy of a signal costs as much as a layer.
  void Stages(const std::vector<NetStage>& stages, Signal& h) const {
    for (const NetStage& stage : stages) Stage(stage, h);
  }

  void Stage(const NetStage& stage, Signal& h) const {
    if (stage.size() == 1) return Term(stage[0], h);
    const Signal input = h;
    Term(stage[0], h);
    h = {h.Whole()};
    for (std::size_t i = 1; i < stage.size(); ++i) {
      Signal term = input;
      Term(stage[i], term);
      h.features = Sum(h.features, term.Whole());
    }
  }

  void Term(const NetTerm& term, Signal& h) const {
    if (term.size() == 1) return Chain(term[0], h);
    const Signal input = h;
    Chain(term[0], h);
    for (std::size_t i = 1; i < term.size(); ++i) {
      Signal factor = input;
      Chain(term[i], factor);
      h = {HadamardProduct(h.features, factor.features), R(h.gain * factor.gain)};
    }
  }

  // Not inlined, for the sake of the time to compile.
  [[gnu::noinline]] void Chain(const NetChain& chain, Signal& h) const {
    if (chain.source == NetChain::Source::kNetInput) h = x_;
    if (chain.source == NetChain::Source::kOne) h = {Constant<T>(M(R(1)))};
    for (const NetStep& step : chain.steps) Apply(step, h);
  }

  void Apply(const NetStep& step, Signal& h) const {
    switch (step.kind) {
      case NetStep::Kind::kDense:
        h = {OfGaussian(Layer(h, step.layer))};
        return;
      case NetStep::Kind::kRelu:
        h = {Activate<Relu>(GaussianOf(h.features)), R(R(Relu::kRawSecondMoment) * h.gain)};
        return;
      case NetStep::Kind::kIdentity:
        return;
      case NetStep::Kind::kActivation:
        h = {Activated(*step.activation, GaussianOf(h.Whole()))};
        return;
      case NetStep::Kind::kReluOfProduct:
        return OfReluOfProduct(step.group[0][0], h);
      case NetStep::Kind::kScale:
        h.gain = R(h.gain * step.variance.template In<R>());
        return;
      case NetStep::Kind::kGroup:
        for (int i = 0; i < step.repeat; ++i) Stages(step.group, h);
        if (step.power > 1) h = {Power(h.features, step.power), PowerOf(h.gain, step.power)};
    }
  }

  [[gnu::noinline]] void OfReluOfProduct(const NetTerm& factors, Signal& h) const {
    Signal g = h;
    Chain(factors[0], h);
    Chain(factors[1], g);
    h = {ActivateProduct<Relu>(GaussianOf(h.Whole()), GaussianOf(g.Whole())), R(Relu::kRawSecondMoment)};
  }

  bool IsPlain(const NetLayer& layer) const { return layer.trained && !layer.zero && net_.width == 0; }

  Preactivation<T> Layer(const Signal& h, const NetLayer& layer) const {
    const R w = R(layer.weight.template In<R>() * h.gain), b = layer.bias.template In<R>();
    if (layer.zero) return {{M(R(0)), M(R(0)), Correlation<T>::Equal()}, NtkAbove(h, layer, w, b)};
    Preactivation<T> above = Dense(h.features, w, b);
    if (!IsPlain(layer)) above.ntk = NtkAbove(h, layer, w, b);
    return above;
  }

  // ntk' of a layer that is frozen, starts at zero, or is of the standard parameterization; w with the gain.
  T NtkAbove(const Signal& h, const NetLayer& layer, const R& w, const R& b) const {
    const T below = layer.zero ? T(R(0)) : T(w * h.features.ntk);
    if (!layer.trained) return below;
    if (net_.width == 0) return T(below + w * h.features.nngp() + T(b));
    const R n = h.is_input ? h.gain : R(R(net_.width) * h.gain);
    return T(below + n * h.features.nngp() + T(R(b == R(0) ? 0 : 1)));
  }

  static Features<T> OfGaussian(const Preactivation<T>& u) {
    const M zero(R(0));
    return {{u.rms_x, u.rms_z, u.correlation}, u.ntk, zero, zero};
  }
  static Preactivation<T> GaussianOf(const Features<T>& f) { return {{f.rms_x, f.rms_z, f.correlation}, f.ntk}; }

  const NetTree& net_;
  Signal x_;
};

}  // namespace net_expression_internal

template <Scalar T>
Pair<T> NetExpression::operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z,
                                  const Correlation<T>& c) const {
  Features<T> x = Input<T>(norm_x, norm_z, c);
  if (net_->input_bias > 0) {
    const SecondMoments<T>& input = x;
    const SecondMoments<T> extended = ExtendedByBias(input, net_->input_bias);
    x = Input<T>(extended.rms_x, extended.rms_z, extended.correlation);
  }
  return net_expression_internal::NetValues<T>(*net_, x).Output();
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_NET_EXPRESSION_H_
