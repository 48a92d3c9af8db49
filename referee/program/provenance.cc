#include "referee/program/provenance.h"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <string_view>
#include <thread>

#include "files/utf8.h"

namespace hadamard_ntk::referee {

Json ToJson(const Provenance& provenance) {
  return {{"git", provenance.git},
          {"command", provenance.command},
          {"config", provenance.config},
          {"seed", provenance.seed},
          {"threads", provenance.threads},
          {"data_sha256", provenance.data_sha256},
          {"started", provenance.started},
          {"seconds", provenance.seconds},
          {"build", {{"compiler", "gcc " __VERSION__}, {"instruction_set", InstructionSet()}}}};
}

std::string UtcNow() {
  const std::time_t now = std::time(nullptr);
  std::tm parts = {};
  gmtime_r(&now, &parts);
  char buffer[32];
  std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return buffer;
}

std::string ShellCommand(const std::vector<std::string>& arguments) {
  std::string command;
  for (const std::string& argument : arguments) {
    if (!command.empty()) command += ' ';
    if (!argument.empty() && argument.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                                        "_-+=:,./@%") == argument.npos) {
      command += argument;
      continue;
    }
    command += '\'';
    for (std::string_view rest = argument; !rest.empty();) {
      const std::size_t length = files::FirstCodePoint(rest).bytes;
      const unsigned char c = static_cast<unsigned char>(rest[0]);
      if (length == 0 || c == 0x7f || (c < 0x20 && c != '\n' && c != '\t')) {
        command += "'\"$(printf '\\";
        for (const int shift : {6, 3, 0}) command += static_cast<char>('0' + (c >> shift & 7));
        command += "')\"'";
      } else {
        command += c == '\'' ? "'\\''" : rest.substr(0, length);
      }
      rest.remove_prefix(std::max<std::size_t>(length, 1));
    }
    command += '\'';
  }
  return command;
}

std::string InstructionSet() {
  std::string set =
#if defined(__x86_64__)
      "x86-64";
#elif defined(__aarch64__)
      "aarch64";
#else
      "unknown";
#endif
#ifdef __AVX__
  set += " avx";
#endif
#ifdef __AVX2__
  set += " avx2";
#endif
#ifdef __FMA__
  set += " fma";
#endif
#ifdef __AVX512F__
  set += " avx512f";
#endif
  return set;
}

std::string Processor() {
  std::string name = "unknown processor";
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    const std::size_t colon = line.find(": ");
    if (line.rfind("model name", 0) != 0 || colon == line.npos) continue;
    name = line.substr(colon + 2);
    break;
  }
  const unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  return name + ", " + std::to_string(threads) + (threads == 1 ? " hardware thread" : " hardware threads");
}

}  // namespace hadamard_ntk::referee
