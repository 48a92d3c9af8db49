/// Ctrl-C and SIGTERM.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_INTERRUPT_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_INTERRUPT_H_

#include <string_view>

namespace hadamard_ntk::referee {

/// From now on SIGINT (Ctrl-C) and SIGTERM end the program at once with exit code 130 and 143, except within an
/// UninterruptedSection, at whose end it happens. A signal that was ignored when the program started (nohup) stays
/// ignored.
void ExitOnInterrupt();

/// The line that the program says on standard error, when an interrupt ends it: what became of the work, and how it
/// goes on.  At most 200 characters.  Nothing at first; the last one counts.
void SayOnInterrupt(std::string_view line);

/// While one lives, an interrupt waits: the few milliseconds in which results are written belong into one.
/// Sections may nest; an interrupt in any thread counts.
class UninterruptedSection {
 public:
  UninterruptedSection();
  ~UninterruptedSection();
  UninterruptedSection(const UninterruptedSection&) = delete;
  UninterruptedSection& operator=(const UninterruptedSection&) = delete;
};

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_INTERRUPT_H_
