/// The finite network of `entk`: one of models by its name, or a text of the grammar (net_graph.h), of a width and a
/// number of outputs, and what its empirical NTK takes.
#ifndef HADAMARD_NTK_TOOLS_NTK_FINITE_NET_H_
#define HADAMARD_NTK_TOOLS_NTK_FINITE_NET_H_

#include <cstdint>
#include <optional>
#include <string>

#include "models/graph_net.h"
#include "ntk/any_kernel.h"
#include "referee/program/json.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/named_net.h"
#include "tools/ntk/ntk_run.h"

namespace hadamard_ntk::tools {

class FiniteNet {
 public:
  /// That of --kernel and its flags, or --net.  Throws FlagError as KernelFlags, and for a text that no finite net has.
  FiniteNet(const KernelFlags& flags, models::Index width, models::Index outputs);

  /// As of KernelChoice.
  const std::string& Text() const { return text_; }
  const referee::Json& Json() const { return json_; }

  /// Multiplications of the empirical NTK of n and m samples (m = 0: K(X, X)), as models/empirical_ntk.h counts them.
  double Work(models::Index inputs, double n, double m) const;
  /// Of the weights, and of a kernel of n and m samples at one pair of outputs; numbers of `entry` bytes.
  MemoryEstimate Memory(models::Index inputs, double n, double m, double entry) const;

  /// use(net).
  template <class T, class Use>
  auto With(models::Index inputs, std::uint64_t seed, const Use& use) const;

 private:
  // Of a graph.
  struct Size {
    double weights = 0;
    double signals = 0;      // numbers of a sample
    double contraction = 0;  // multiplications of a pair of samples
    double nodes = 0;
  };

  bool IsHadamard() const { return named_->name() == "pnn" || named_->name() == "ccp"; }
  models::GraphNetOptions Graph(models::Index inputs) const;
  Size GraphSize(models::Index inputs) const;
  void AddNamed(double inputs, double n, double m, double entry, MemoryEstimate* memory) const;

  models::Index width_, outputs_;
  std::optional<KernelDescription> named_;
  models::GraphNetOptions graph_;  // of a text
  std::string text_;
  referee::Json json_;
};

template <class T, class Use>
auto FiniteNet::With(models::Index inputs, std::uint64_t seed, const Use& use) const {
  if (!named_) return use(models::GraphNet<T>(Graph(inputs), seed));
  return WithNamedNet<T>(*named_, inputs, width_, outputs_, seed, use);
}

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_FINITE_NET_H_
