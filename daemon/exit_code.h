// Exit codes: sysexits.h, and three answers of `replay --exit-code`.
#pragma once

namespace cutoffd {

enum class ExitCode : int {
  ok = 0,  // also: clean
  found = 1,
  inconclusive = 2,
  usage = 64,          // EX_USAGE
  bad_data = 65,       // EX_DATAERR: a capture that is damaged, a newer program's ledger
  no_input = 66,       // EX_NOINPUT: a file that is not there
  unavailable = 69,    // EX_UNAVAILABLE: an interface that is not there
  internal = 70,       // EX_SOFTWARE
  cannot_create = 73,  // EX_CANTCREAT: a state directory that cannot be made
  io = 74,             // EX_IOERR
  no_permission = 77,  // EX_NOPERM
  configuration = 78,  // EX_CONFIG
};

}  // namespace cutoffd
