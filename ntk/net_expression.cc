#include "ntk/net_expression.h"

#include <fmt/format.h>

#include <stdexcept>

#include "ntk/net_expression_parser.h"
#include "ntk/net_expression_rules.h"
#include "ntk/net_expression_size.h"

namespace hadamard_ntk::ntk {
namespace {

// "(b^2)" and so on; nothing where the bias is 0.
std::string Layer(const std::string& name, const std::string& weight, double bias_std) {
  if (bias_std != 0) return name + "(" + weight + "," + fmt::to_string(bias_std) + "^2)";
  return weight == "1" ? name : name + "(" + weight + ")";
}

std::string Power(const std::string& factor, int n) {
  return n == 1 ? factor : "(" + factor + ")^" + std::to_string(n);
}

std::string Repeated(const std::string& stage, int n) {
  return n == 1 ? stage : "repeat(" + std::to_string(n) + ", " + stage + ")";
}

// s phi(W x); by default of unit second moment.
std::string Branch(const KernelParameters& p) {
  const bool relu = !*p.activation_free;
  const std::string phi = relu ? "dense relu" : "dense";
  switch (p.normalization.value_or(Normalization::kUnit)) {
    case Normalization::kRawActivationOverWidth:
      return phi + " scale(2/" + fmt::to_string(*p.width) + ")";
    case Normalization::kRawActivation:
      return phi;
    default:
      return relu ? phi + " scale(2)" : phi;
  }
}

std::string Pnn(const KernelParameters& p) { return Power(Branch(p), *p.degree) + " | readout(2)"; }

std::string Ccp(const KernelParameters& p) {
  const std::string branch = Branch(p), readout = " | " + Layer("readout", "2", *p.bias_std);
  if (*p.degree == 1) return branch + readout;
  return branch + " * " + (*p.degree == 2 ? "(1 + " + branch + ")" : Power("1 + " + branch, *p.degree - 1)) + readout;
}

std::string Ncp(const KernelParameters& p) {
  const std::string branch = Branch(p), variance = fmt::to_string(*p.bias_std) + "^2";
  std::string net = branch + " * 1 dense(" + variance + ") | ";
  if (*p.degree > 1) net += Repeated("x " + branch + " * dense(1," + variance + ")", *p.degree - 1) + " | ";
  return net + "readout";
}

std::string FullyConnectedNet(const KernelParameters& p) {
  const std::string readout = Layer("readout", "1", *p.bias_std);
  if (*p.depth == 1) return readout;
  return Repeated(Layer("dense", "1", *p.bias_std) + " relu scale(2)", *p.depth - 1) + " | " + readout;
}

std::string Resnet(const KernelParameters& p) {
  const std::string outer = *p.trained == ResidualNet::Trained::kAllLayers ? "" : "frozen_";
  const std::string block = "skip + dense relu scale(2) dense(" + fmt::to_string(*p.alpha) + "^2)";
  return outer + "dense | " + Repeated(block, *p.blocks) + " | " + outer + "readout";
}

std::string Quadratic(const KernelParameters& p) {
  return Repeated("relu(dense(1,1) * dense(1,1)) scale(2)", *p.depth - 1) + " | readout";
}

std::string ReLinear(const KernelParameters& p) {
  if (*p.power_rate > 0) throw std::invalid_argument("ExpressionOf: relinear with a power_rate is no text");
  const std::string rate = fmt::to_string(*p.gate_rate);
  const std::string gate = *p.gate_rate == 0 ? "" : " * (1 + zero_dense(" + rate + "," + rate + "))";
  return Repeated("dense(1,1) relu scale(2)" + gate, *p.depth - 1) + " | readout";
}

}  // namespace

NetExpression::NetExpression(const std::string& text, const std::vector<AnyActivation>& own) {
  NetTree net = ParseNet(text, own);
  RequireSoundNet(net);
  layers_ = static_cast<int>(LayerCount(net));
  factors_ = static_cast<int>(FactorCount(net));
  net_ = std::make_shared<const NetTree>(std::move(net));
}

std::string ExpressionOf(const KernelDescription& description) {
  AnyKernel{description};  // throws for parameters that the network cannot have
  const std::string& name = description.name();
  const KernelParameters& p = description.parameters();
  const std::string net = name == "pnn"         ? Pnn(p)
                          : name == "ccp"       ? Ccp(p)
                          : name == "ncp"       ? Ncp(p)
                          : name == "fc"        ? FullyConnectedNet(p)
                          : name == "resnet"    ? Resnet(p)
                          : name == "quadratic" ? Quadratic(p)
                                                : ReLinear(p);
  return (*p.input_bias == 0 ? "" : "input_bias(" + fmt::to_string(*p.input_bias) + ") | ") + net;
}

}  // namespace hadamard_ntk::ntk
