#include "referee/selection.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hadamard_ntk::referee {
namespace {

Experiment Toy(const std::string& name, const std::string& paper, const std::vector<std::string>& claims) {
  Experiment experiment{.name = name, .summary = "A toy.", .paper = {.id = paper}, .claims = {}, .configure = {}};
  for (const std::string& id : claims) {
    experiment.claims.emplace_back().id = id;
    experiment.claims.back().paper = paper;
  }
  return experiment;
}

const std::vector<Experiment> kExperiments = {Toy("decay", "nets", {"theorem_1", "theorem_2"}),
                                              Toy("rays", "nets", {"figure_1"}),
                                              Toy("splines", "quadratic", {"theorem_1", "lemma_1"})};

// "decay.theorem_1 decay.theorem_2"; of an error, what it says.
std::string Names(const Selection& selection) {
  std::string text;
  try {
    for (const Selected& selected : Select(kExperiments, selection)) {
      const Experiment& experiment = kExperiments[selected.experiment];
      for (const std::size_t j : selected.claims) {
        text += (text.empty() ? "" : " ") + experiment.name + "." + experiment.claims[j].id;
      }
    }
  } catch (const FlagError& error) {
    return error.what();
  }
  return text;
}

TEST(SelectionTest, EverythingIfNothingIsAskedFor) {
  EXPECT_EQ(Names({}), "decay.theorem_1 decay.theorem_2 rays.figure_1 splines.theorem_1 splines.lemma_1");
}

TEST(SelectionTest, PapersExperimentsAndClaims) {
  EXPECT_EQ(Names({.papers = {"quadratic"}}), "splines.theorem_1 splines.lemma_1");
  EXPECT_EQ(Names({.only = {"lemma_1", "decay"}}), "decay.theorem_1 decay.theorem_2 splines.lemma_1");
  EXPECT_EQ(Names({.only = {"theorem_2"}}), "decay.theorem_2");
  EXPECT_EQ(Names({.only = {"quadratic/theorem_1", "rays"}}), "rays.figure_1 splines.theorem_1");
}

TEST(SelectionTest, AShortIdServesWhileItIsUnique) {
  EXPECT_EQ(Names({.only = {"theorem_1"}}),
            "--only: must say which: nets/theorem_1, quadratic/theorem_1 (got 'theorem_1')");
  EXPECT_EQ(Names({.papers = {"nets"}, .only = {"theorem_1"}}), "decay.theorem_1");
}

TEST(SelectionTest, NamesThatNothingHas) {
  EXPECT_EQ(Names({.papers = {"net"}}), "--paper: must be one of nets, quadratic (got 'net')");
  EXPECT_EQ(Names({.only = {"decay", "theorem_3"}}),
            "--only: must be a claim or one of decay, rays, splines (got 'theorem_3')");
  EXPECT_EQ(Names({.papers = {"nets"}, .only = {"splines"}}),
            "--only: must be a claim or one of decay, rays (got 'splines')");
}

}  // namespace
}  // namespace hadamard_ntk::referee
