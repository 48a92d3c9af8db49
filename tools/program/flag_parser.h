/// The flags of one command: those of referee/program/flags.h, bound to app(), and files and switches.  It is apart
/// from the commands because the header of CLI11 is slow to compile.
#ifndef HADAMARD_NTK_TOOLS_PROGRAM_FLAG_PARSER_H_
#define HADAMARD_NTK_TOOLS_PROGRAM_FLAG_PARSER_H_

#include <memory>
#include <string>
#include <vector>

#include "referee/program/flags.h"

namespace hadamard_ntk::tools {

class FlagParser {
 public:
  FlagParser(const std::string& description, const std::string& name);
  ~FlagParser();
  FlagParser(const FlagParser&) = delete;
  FlagParser& operator=(const FlagParser&) = delete;

  CLI::App& app() { return *app_; }
  void AddFile(const std::string& flag, std::string* value, const std::string& text) {
    AddText(flag, value, "FILE", text);
  }
  /// `type` is what --help calls the value.
  void AddText(const std::string& flag, std::string* value, const std::string& type, const std::string& text);
  void AddSwitch(const std::string& flag, bool* value, const std::string& text);

  /// argv[0] is not read.  False if --help was asked for, and printed.  Throws FlagError.
  bool Parse(int argc, char** argv);

  /// After Parse: whether the flag is there, and its value as the user wrote it, empty if it is not there.
  bool Given(const std::string& flag) const;
  std::string ValueOf(const std::string& flag) const;

  /// They throw FlagError if `flag` is there: always, without `other`, with one of `others`.
  void Refuse(const std::string& flag, const std::string& why) const;
  void Need(const std::string& flag, const std::string& other) const;
  void RequireAlone(const std::string& flag, const std::vector<std::string>& others) const;

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_PROGRAM_FLAG_PARSER_H_
