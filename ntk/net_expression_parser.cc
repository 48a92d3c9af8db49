#include "ntk/net_expression_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ntk/activations/any_activation.h"
#include "ntk/net_expression_size.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr std::size_t kMostCharacters = 10'000;
constexpr int kMostNested = 32;
constexpr int kLargestCount = 1'000'000;
constexpr double kMost = 1e6;  // layers, steps, factors

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Of the grammar, less the names of activations.
constexpr std::array kWords = {"dense", "frozen_dense", "zero_dense", "scale",   "repeat", "readout", "frozen_readout",
                               "x",     "skip",         "input_bias", "standard"};

class Parser {
 public:
  Parser(std::string_view text, const std::vector<AnyActivation>& own) : text_(text), own_(own) {
    for (std::size_t i = 0; i < own.size(); ++i) {
      const std::string& name = own[i].name();
      const bool word = std::find(kWords.begin(), kWords.end(), name) != kWords.end();
      if (word || FindOwn(name) != &own[i]) {
        throw std::invalid_argument("net: an activation of one's own cannot be called '" + name + "', which is " +
                                    (word ? "a word of the grammar" : "the name of another"));
      }
    }
    if (text.size() > kMostCharacters) Fail("a net has at most 10000 characters");
  }

  NetTree Net() {
    if (Next() == '\0') Fail("expected a net, as 'dense relu | readout'");
    NetTree net{.text = std::string(text_)};
    if (TakeWord("input_bias")) net.input_bias = Preamble("a positive number", 0);
    if (TakeWord("standard")) net.width = Preamble("a width of at least 1", 1);
    while (!IsReadout(PeekWord())) {
      net.stages.push_back(Stage());
      if (!Take('|')) Fail(Expected("'|', '+', '*' or a step; the last stage is readout"));
    }
    net.readout.trained = PeekWord() == "readout";
    at_ += PeekWord().size();
    Arguments(&net.readout);
    if (Next() != '\0') Fail("expected the end: readout is the last of a net");
    if (LayerCount(net) > kMost) Fail("a net has at most 10^6 dense layers");
    if (StepCount(net) > kMost) Fail("a net has at most 10^6 steps");
    if (FactorCount(net) > kMost) Fail("a net multiplies at most 10^6 factors");
    return net;
  }

 private:
  // --- characters and words ---

  [[noreturn]] void Fail(const std::string& what) const { FailAt(text_, static_cast<int>(at_) + 1, what); }

  [[noreturn]] void FailFrom(std::size_t begin, const std::string& what) {
    at_ = begin;
    Fail(what);
  }

  // The next character that is not blank; '\0' at the end.
  char Next() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
    return Here();
  }
  char Here() const { return at_ < text_.size() ? (text_[at_] == '\0' ? '\1' : text_[at_]) : '\0'; }

  bool Take(char c) {
    if (Next() != c) return false;
    ++at_;
    return true;
  }

  std::string_view PeekWord() {
    Next();
    std::size_t end = at_;
    while (end < text_.size() && (IsLetter(text_[end]) || (end > at_ && IsDigit(text_[end])))) ++end;
    return text_.substr(at_, end - at_);
  }

  bool TakeWord(std::string_view word) {
    if (PeekWord() != word) return false;
    at_ += word.size();
    return true;
  }

  std::string Expected(const std::string& what) const {
    return "expected " + what + (at_ < text_.size() ? "" : ", and the text ends");
  }

  // What a chain may go on with.
  std::string Words() const {
    std::string words = "dense, frozen_dense, zero_dense, scale(v), repeat(n, ...), an activation (";
    for (const std::string& name : AnyActivation::Names()) words += name + ", ";
    for (const AnyActivation& phi : own_) words += phi.name() + ", ";
    return words.substr(0, words.size() - 2) + "), x, skip, 1 or '('";
  }

  const AnyActivation* FindOwn(std::string_view name) const {
    for (const AnyActivation& phi : own_) {
      if (phi.name() == name) return &phi;
    }
    return nullptr;
  }

  static bool IsReadout(std::string_view word) { return word == "readout" || word == "frozen_readout"; }

  // --- numbers ---

  double Number() {
    const char next = Next();
    if (next == '-') Fail("expected a number that is not negative");
    if (!IsDigit(next) && next != '.') Fail(Expected("a number"));
    double number = 0;
    const char* const begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
    if (error == std::errc::invalid_argument) Fail("expected a number");
    if (error != std::errc()) Fail("a number is beyond the range of double");
    if (number != 0 && !std::isnormal(number)) Fail("a number is beyond the range of double");
    at_ += static_cast<std::size_t>(end - begin);
    return number;
  }

  double SignedNumber() {
    const bool negative = Take('-');
    return negative ? -Number() : Number();
  }

  int Count() {
    Next();
    int count = 0;
    const char* const begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), count);
    if (error != std::errc() || count < 1 || count > kLargestCount) Fail(Expected("an integer from 1 to 1000000"));
    at_ += static_cast<std::size_t>(end - begin);
    return count;
  }

  NetVariance Variance() {
    Next();
    const std::size_t begin = at_;
    NetVariance v{.number = Number()};
    if (Take('^')) {
      if (Next() != '2') Fail(Expected("2: the only power of a number is its square"));
      ++at_;
      v.form = NetVariance::Form::kSquare;
    } else if (Take('/')) {
      Next();
      const std::size_t at_divisor = at_;
      v.divisor = Number();
      if (v.divisor == 0) FailFrom(at_divisor, "a divisor must not be 0");
      v.form = NetVariance::Form::kQuotient;
    }
    const double value = v.In<double>();
    const bool vanished = value == 0 && v.number != 0;
    if (vanished || (value != 0 && !std::isnormal(value))) FailFrom(begin, "a number is beyond the range of double");
    return v;
  }

  // --- arguments ---

  void Open(const std::string& arguments) {
    if (Here() != '(') Fail(Expected("'(' without a space before it, and " + arguments));
    ++at_;
  }

  void Close() {
    if (!Take(')')) Fail(Expected("')'"));
  }

  // (b) | of the two words that may begin a net.
  double Preamble(const std::string& wanted, double least) {
    Open(wanted);
    Next();
    const std::size_t begin = at_;
    const double number = Number();
    if (number == 0 || number < least) FailFrom(begin, "expected " + wanted);
    Close();
    if (!Take('|')) Fail(Expected("'|'"));
    return number;
  }

  void Arguments(NetLayer* layer) {
    if (Here() != '(') return;
    ++at_;
    if (IsLetter(Next())) Fail("expected the variance of the weights; a group has a space before its '('");
    layer->weight = Variance();
    if (Take(',')) layer->bias = Variance();
    if (!Take(')')) Fail(Expected("')' or ',': (variance of the weights, variance of the bias)"));
  }

  // --- stages ---

  NetStage Stage() {
    NetStage stage;
    do {
      NetTerm term;
      do term.push_back(Chain());
      while (Take('*'));
      stage.push_back(std::move(term));
    } while (Take('+'));
    return stage;
  }

  NetChain Chain() {
    NetChain chain;
    const char next = Next();
    chain.column = static_cast<int>(at_) + 1;
    const bool has_source = TakeSource(&chain, next);
    while (Next() == '(' || IsLetter(Here())) chain.steps.push_back(Step());
    if (!has_source && chain.steps.empty()) Fail(Expected(Words()));
    return chain;
  }

  bool TakeSource(NetChain* chain, char next) {
    if (TakeWord("skip")) return true;
    if (TakeWord("x")) {
      chain->source = NetChain::Source::kNetInput;
      return true;
    }
    if (!IsDigit(next) && next != '.') return false;
    const std::size_t begin = at_;
    const double number = Number();
    if (number != 1) {
      FailFrom(begin, "the only constant is 1 (others: 1 scale(v)); arguments follow their word without a space");
    }
    chain->source = NetChain::Source::kOne;
    return true;
  }

  NetStep Step() {
    NetStep step{.column = static_cast<int>(at_) + 1};
    if (Here() == '(') {
      ++at_;
      Group(&step);
      return step;
    }
    const std::string_view word = PeekWord();
    if (word == "dense" || word == "frozen_dense" || word == "zero_dense") {
      at_ += word.size();
      step.layer.trained = word != "frozen_dense";
      step.layer.zero = word == "zero_dense";
      Arguments(&step.layer);
    } else if (word == "scale") {
      at_ += word.size();
      Open("a variance");
      step.kind = NetStep::Kind::kScale;
      step.variance = Variance();
      Close();
    } else if (word == "repeat") {
      at_ += word.size();
      Open("how often");
      step.repeat = Count();
      if (!Take(',')) Fail(Expected("','"));
      Group(&step);
    } else {
      Activation(word, &step);
    }
    return step;
  }

  void Activation(std::string_view word, NetStep* step) {
    if (const AnyActivation* own = FindOwn(word)) {
      const std::size_t begin = at_;
      at_ += word.size();
      if (Here() == '(') FailFrom(begin, std::string(word) + " has no arguments");
      step->kind = NetStep::Kind::kActivation;
      step->activation = *own;
      return;
    }
    const std::vector<std::string> names = AnyActivation::Names();
    if (std::find(names.begin(), names.end(), word) == names.end()) FailAtWord(word);
    const std::size_t begin = at_;
    at_ += word.size();
    std::vector<double> arguments;
    if (Here() == '(') {
      ++at_;
      if (word == "relu" && (Next() == '(' || IsLetter(Here()))) return ReluOfProduct(step);
      do arguments.push_back(SignedNumber());
      while (Take(','));
      Close();
    }
    try {
      step->activation = AnyActivation::FromName(std::string(word), arguments);
    } catch (const std::invalid_argument& error) {
      FailFrom(begin, error.what());
    }
    step->kind = word == "relu"       ? NetStep::Kind::kRelu
                 : word == "identity" ? NetStep::Kind::kIdentity
                                      : NetStep::Kind::kActivation;
  }

  [[noreturn]] void FailAtWord(std::string_view word) const {
    if (word == "x" || word == "skip") Fail(std::string(word) + " must be the first of its chain");
    if (IsReadout(word)) Fail("readout is a stage of its own, and the last of the net: expected '|' before it");
    if (word == "input_bias" || word == "standard") {
      Fail(std::string(word) + " must be at the begin of the net, input_bias before standard, and once");
    }
    Fail("there is no '" + std::string(word.substr(0, 20)) + "': expected " + Words());
  }

  void Nest() {
    if (++nested_ > kMostNested) Fail("brackets are nested at most 32 deep");
  }

  // After its '('.
  void ReluOfProduct(NetStep* step) {
    Nest();
    step->kind = NetStep::Kind::kReluOfProduct;
    NetTerm factors = {Chain()};
    if (!Take('*')) Fail(Expected("'*' or a step: the bracket of relu is a product of two chains"));
    factors.push_back(Chain());
    if (!Take(')')) Fail(Expected("')' or a step: the bracket of relu is a product of two chains"));
    step->group = {NetStage{std::move(factors)}};
    --nested_;
  }

  // After its '('.
  void Group(NetStep* step) {
    Nest();
    step->kind = NetStep::Kind::kGroup;
    do step->group.push_back(Stage());
    while (Take('|'));
    if (!Take(')')) Fail(Expected("')', '|', '+', '*' or a step"));
    if (Take('^')) step->power = Count();
    --nested_;
  }

  std::string_view text_;
  const std::vector<AnyActivation>& own_;
  std::size_t at_ = 0;
  int nested_ = 0;
};

}  // namespace

NetTree ParseNet(std::string_view text, const std::vector<AnyActivation>& own) { return Parser(text, own).Net(); }

}  // namespace hadamard_ntk::ntk
