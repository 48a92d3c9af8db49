/// A paper whose claims are checked.
#ifndef HADAMARD_NTK_REFEREE_PAPER_H_
#define HADAMARD_NTK_REFEREE_PAPER_H_

#include <string>

namespace hadamard_ntk::referee {

struct Paper {
  std::string id = {};   ///< [a-z0-9_]+, what it is about: its folder, and the first part of its claims' full ids
  std::string key = {};  ///< in REFERENCES.bib
  std::string title = {}, authors = {}, venue = {};
};

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PAPER_H_
