#include "referee/program/provenance.h"

#include <gtest/gtest.h>

#include <regex>

#include "referee/program/program_testing.h"

namespace hadamard_ntk::referee {
namespace {

TEST(ProvenanceTest, KeysInOrder) {
  Provenance provenance{.git = "abc-dirty", .command = "x --d 2", .config = {{"d", {2}}}, .seed = 5, .threads = 3};
  provenance.seconds = 1.5;
  const Json json = ToJson(provenance);
  std::string keys;
  for (const auto& [key, value] : json.items()) keys += key + " ";
  EXPECT_EQ(keys, "git command config seed threads data_sha256 started seconds build ");
  EXPECT_EQ(json["git"], "abc-dirty");
  EXPECT_EQ(json["command"], "x --d 2");
  EXPECT_EQ(json["config"]["d"][0], 2);
  EXPECT_EQ(json["seed"], 5);
  EXPECT_EQ(json["threads"], 3);
  EXPECT_TRUE(json["data_sha256"].empty());
  EXPECT_EQ(json["seconds"], 1.5);
  EXPECT_FALSE(json["build"]["compiler"].get<std::string>().empty());
  EXPECT_FALSE(json["build"]["instruction_set"].get<std::string>().empty());
}

TEST(ProvenanceTest, TimeIsIso8601) {
  EXPECT_TRUE(std::regex_match(UtcNow(), std::regex(R"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ)"))) << UtcNow();
}

TEST(ProvenanceTest, CommandReadsBackAsTheSameArguments) {
  const std::vector<std::string> arguments = {"--d",           "2,3",          "",          "a b", "it's",
                                              "$HOME",         "\"q\"",        "new\nline", "μ",   "*",
                                              "caf\xe9/\xff'", "\x1b[31m\x7f", "\xe2\x82"};
  const ProgramOutcome outcome = RunProgram({"sh", "-c", "printf '<%s>' " + ShellCommand(arguments)});
  std::string expected;
  for (const std::string& argument : arguments) expected += "<" + argument + ">";
  EXPECT_EQ(outcome.output, expected);
  EXPECT_EQ(ShellCommand({"spectral_decay", "--d", "2,3"}), "spectral_decay --d 2,3");
  // Any byte can go through JSON.
  EXPECT_EQ(ShellCommand({"caf\xe9"}), "'caf'\"$(printf '\\351')\"''");
  EXPECT_EQ(Json::parse(ToText(ShellCommand(arguments))), ShellCommand(arguments));
}

TEST(ProvenanceTest, TheProcessorHasANameAndThreads) {
  EXPECT_TRUE(std::regex_match(Processor(), std::regex(R"(.+, [1-9]\d* hardware threads?)"))) << Processor();
}

}  // namespace
}  // namespace hadamard_ntk::referee
