/// The tree of a net that is written in the grammar of net_expression.h, its text, and the place of a fault in a text.
///
///   net = stages and a readout;   stage = sum of terms;   term = Hadamard product of chains;
///   chain = a source and steps;   step = a layer, an activation, the ReLU of a product, a scale, or a group of stages
/// Each chain of a stage has the value of the stage before as its `kSkip`; a group's first stage has that of the steps
/// before it, and so have the two chains of a ReLU of a product.  `repeat` and `power` of a group: so many in a row, of
/// which so many independent copies are multiplied.
#ifndef HADAMARD_NTK_NTK_NET_EXPRESSION_TREE_H_
#define HADAMARD_NTK_NTK_NET_EXPRESSION_TREE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ntk/activations/any_activation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

/// v, s^2 or v/n of doubles v, s, n: squares and quotients are formed in the scalar, so that it has all its digits.
struct NetVariance {
  enum class Form { kNumber, kSquare, kQuotient };

  double number = 1;
  Form form = Form::kNumber;
  double divisor = 1;

  template <class R>
  R In() const {
    if (form == Form::kNumber) return R(number);
    return form == Form::kSquare ? SquareOf<R>(number) : R(R(number) / R(divisor));
  }
};

struct NetChain;
using NetTerm = std::vector<NetChain>;
using NetStage = std::vector<NetTerm>;

/// A dense layer; the readout is one, too.
struct NetLayer {
  NetVariance weight = {.number = 1};
  NetVariance bias = {.number = 0};
  bool trained = true;
  bool zero = false;  ///< its weights are 0 at the start
};

struct NetStep {
  enum class Kind { kDense, kRelu, kIdentity, kActivation, kReluOfProduct, kScale, kGroup };

  Kind kind = Kind::kDense;
  int column = 1;                                ///< of the text, from 1
  NetLayer layer = {};                           ///< of kDense
  std::optional<AnyActivation> activation = {};  ///< of kActivation
  NetVariance variance = {};                     ///< of kScale
  std::vector<NetStage> group = {};              ///< of kReluOfProduct one stage of one term; and the others of kGroup
  int repeat = 1;
  int power = 1;
};

struct NetChain {
  enum class Source { kSkip, kNetInput, kOne };

  Source source = Source::kSkip;
  int column = 1;
  std::vector<NetStep> steps = {};
};

struct NetTree {
  double input_bias = 0;  ///< 0: none
  double width = 0;       ///< base width of the standard parameterization; 0: ntk parameterization
  std::vector<NetStage> stages = {};
  NetLayer readout = {};
  std::string text = {};  ///< what it was parsed from, to which the columns belong
};

/// The net in its canonical form: no default is written, no bracket that is not needed, one space where one is.
std::string TextOf(const NetTree& net);

/// Throws std::invalid_argument: what, and where in the text.
[[noreturn]] void FailAt(std::string_view text, int column, const std::string& what);

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_NET_EXPRESSION_TREE_H_
