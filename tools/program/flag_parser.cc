#include "tools/program/flag_parser.h"

#include <CLI/CLI.hpp>

#include "referee/program/command_line.h"

namespace hadamard_ntk::tools {

FlagParser::FlagParser(const std::string& description, const std::string& name)
    : app_(std::make_unique<CLI::App>(description, name)) {}
FlagParser::~FlagParser() = default;

void FlagParser::AddText(const std::string& flag, std::string* value, const std::string& type,
                         const std::string& text) {
  app_->add_option(flag, *value, text)->type_name(type)->default_str(*value);
}

void FlagParser::AddSwitch(const std::string& flag, bool* value, const std::string& text) {
  app_->add_flag(flag, *value, text);
}

bool FlagParser::Parse(int argc, char** argv) { return referee::ParseCommandLine(*app_, argc, argv); }

bool FlagParser::Given(const std::string& flag) const {
  const CLI::Option* option = app_->get_option_no_throw(flag);
  return option != nullptr && option->count() > 0;
}

std::string FlagParser::ValueOf(const std::string& flag) const {
  return Given(flag) ? app_->get_option(flag)->results().back() : "";
}

void FlagParser::Refuse(const std::string& flag, const std::string& why) const {
  if (Given(flag)) throw referee::FlagError(flag, why, ValueOf(flag));
}

void FlagParser::Need(const std::string& flag, const std::string& other) const {
  if (!Given(other)) Refuse(flag, "needs " + other);
}

void FlagParser::RequireAlone(const std::string& flag, const std::vector<std::string>& others) const {
  if (!Given(flag)) return;
  for (const std::string& other : others) Refuse(other, "cannot be given with " + flag);
}

}  // namespace hadamard_ntk::tools
