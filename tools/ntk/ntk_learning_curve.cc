#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "referee/program/flags.h"
#include "spectral/learning_curve.h"
#include "spectral/learning_curve_extrema.h"
#include "spectral/learning_table.h"
#include "spectral/mercer_spectrum.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/kernel_spectrum.h"
#include "tools/ntk/ntk_commands.h"

namespace hadamard_ntk::tools {
namespace {

using referee::FlagError;
using spectral::CurveTurn;
using spectral::LearningProblem;
using spectral::MercerSpectrum;

struct CurveFlags {
  SpectrumFlags spectrum;
  std::string target_power;
  double ridge = 0, noise = 0;
  bool truncated = false;
  std::vector<double> n;
  RunFlags run;
};

const std::vector<std::string> kColumns(spectral::kLearningColumns.begin(), spectral::kLearningColumns.end());

// "1:0.5,3:0.5": v_1^2 and v_3^2 of v_0^2, ..., v_{k_max}^2.
std::vector<double> PowersOf(const std::string& list, int k_max) {
  const auto refuse = [&](const std::string& what) { throw FlagError("--target_power", what, list); };
  std::vector<double> powers(static_cast<std::size_t>(k_max) + 1, 0.0);
  std::set<int> degrees;
  std::string_view rest = list;
  while (true) {
    const std::string_view item = rest.substr(0, rest.find(','));
    const char *begin = item.data(), *end = begin + item.size();
    int k = 0;
    double power = 0;
    const auto [colon, k_error] = std::from_chars(begin, end, k);
    const bool pair = k_error == std::errc() && colon != end && *colon == ':';
    const auto [stop, error] = std::from_chars(pair ? colon + 1 : end, end, power);
    if (!pair || error != std::errc() || stop != end || !(power >= 0) || std::isinf(power)) {
      refuse("must be a list like 1:0.5,3:0.5, degree k and power v_k^2 >= 0 of the target in it");
    }
    if (k < 0 || k > k_max) refuse("must have degrees from 0 to --k_max");
    if (!degrees.insert(k).second) refuse("must have a degree once");
    powers[static_cast<std::size_t>(k)] = power;
    if (item.size() == rest.size()) return powers;
    rest.remove_prefix(item.size() + 1);
  }
}

Matrix<double> Table(const LearningProblem& problem, const MercerSpectrum& spectrum, const CurveFlags& flags) {
  try {
    return spectral::LearningTable(problem, spectrum, flags.n);
  } catch (const spectral::KMaxTooSmall& error) {
    throw FlagError("--k_max", error.what(), std::to_string(flags.spectrum.k_max));
  }
}

// Of the range of --n, if it is one.
std::vector<CurveTurn> Turns(const LearningProblem& problem, const CurveFlags& flags) {
  const auto [least, most] = std::minmax_element(flags.n.begin(), flags.n.end());
  if (*least == *most) return {};
  return spectral::FindTurns(problem, *least, *most);
}

void Announce(const CurveFlags& flags, const LearningProblem& problem, const Matrix<double>& table,
              const std::vector<CurveTurn>& turns, Run& run) {
  std::ostream& notes = run.notes();
  notes << "curve:  ridge " << problem.ridge() << ", noise " << problem.noise_variance();
  if (flags.truncated) {
    notes << "; of the kernel without the degrees above k_max";
  } else if (problem.tail() > 0) {
    notes << "; the degrees above k_max act as a ridge of " << problem.tail() << ", which is off by at most "
          << 100 * table.col(7).maxCoeff() << " % of n";
  }
  notes << std::endl;
  for (const CurveTurn& turn : turns) {
    notes << (turn.peak ? "peak:   " : "valley: ") << "n = " << turn.n << ", test error " << turn.test_error
          << std::endl;
  }
}

referee::Json Head(const CurveFlags& flags, const KernelChoice& choice, const LearningProblem& problem,
                   const std::vector<CurveTurn>& turns, Run& run) {
  referee::Json config = SpectrumConfig(flags.spectrum, choice);
  config["target_power"] = flags.target_power;
  config["ridge"] = flags.ridge;
  config["noise"] = flags.noise;
  config["truncated"] = flags.truncated;
  referee::Json head = run.Head(config, 0, {});
  head["tail"] = problem.tail();
  head["turns"] = referee::Json::array();
  for (const CurveTurn& turn : turns) {
    head["turns"].push_back({{"n", turn.n}, {"test_error", turn.test_error}, {"peak", turn.peak}});
  }
  head["columns"] = kColumns;
  return head;
}

void Compute(const CurveFlags& flags, const KernelChoice& choice, Run& run) {
  const std::vector<double> powers = PowersOf(flags.target_power, flags.spectrum.k_max);
  if (!flags.run.out.empty()) OutputFile("--out", flags.run.out);  // or there is no need to begin
  const MercerSpectrum spectrum = AnnouncedSpectrum(flags.spectrum, choice, {}, run);
  const LearningProblem whole = LearningProblem::Of(spectrum, powers, flags.ridge, flags.noise);
  const LearningProblem problem =
      flags.truncated ? LearningProblem(whole.eigenspaces(), flags.ridge, flags.noise) : whole;
  const Matrix<double> table = Table(problem, spectrum, flags);
  const std::vector<CurveTurn> turns = Turns(problem, flags);
  Announce(flags, problem, table, turns, run);
  const std::string csv = SpectrumCsv(kColumns, table, SpectrumRowHead(flags.spectrum, choice));
  if (flags.run.out.empty()) return Print(csv);
  const OutputFile output("--out", flags.run.out);
  if (output.format() == FileFormat::kCsv) {
    output.WriteText(csv);
  } else {
    const bool json = output.format() == FileFormat::kJson;
    output.Write(kColumns, json ? Head(flags, choice, problem, turns, run) : referee::Json::object(), table);
  }
  run.AnnounceDone("learning curve, " + std::to_string(table.rows()), output);
}

}  // namespace

int LearningCurveCommand(const CommandLine& line) {
  CurveFlags flags;
  FlagParser parser(
      "What kernel ridge regression with such a kernel learns from n samples that are uniform on the sphere S^d,\n"
      "predicted from its Mercer eigenvalues (spectral/learning_curve.h): test error, effective dimension, the best\n"
      "ridge at n, and where the error turns.",
      "ntk spectrum learning-curve");
  flags.spectrum.AddTo(parser);
  parser.AddText("--target_power", &flags.target_power, "LIST",
                 "1:0.5,3:0.5: the target's power v_k^2 in degree k; 0 in the others");
  const double infinity = std::numeric_limits<double>::max();
  referee::AddReal(parser.app(), "--ridge", &flags.ridge, 0, infinity, "added to the diagonal of K");
  referee::AddReal(parser.app(), "--noise", &flags.noise, 0, infinity, "variance of the noise of the labels");
  parser.AddSwitch("--truncated", &flags.truncated,
                   "of the kernel without its degrees above k_max, which otherwise act as a ridge");
  referee::AddRealList(parser.app(), "--n", &flags.n, 1, 1e15, "numbers of samples, as 10,100,1000");
  const KernelFlags kernel(parser, KernelFlags::Networks::kInfinite);
  flags.run.AddTo(parser, "the curve, .csv, .npy or .json (numbers only); without it CSV on standard output");
  if (!parser.Parse(line.argc, line.argv)) return 0;
  if (flags.n.empty()) throw FlagError("--n", "is needed: numbers of samples, as 10,100,1000", "");
  if (flags.target_power.empty()) throw FlagError("--target_power", "is needed, as 1:0.5,3:0.5", "");
  std::vector<std::string> words = line.words();
  words.insert(words.begin() + 1, "spectrum");
  Run run("ntk_learning_curve", flags.run, words, line.git);
  NamingSpectrumFlags(flags.spectrum, [&] { Compute(flags, kernel.ChosenKernel(), run); });
  return 0;
}

}  // namespace hadamard_ntk::tools
