// What starting needed and running does not is given back to the system.
//
// Starting reads YAML, builds tables and relocates libraries; of the code and constants that did it
// most is never used again. Such pages are clean copies of files: let go, they are read again if
// they are needed after all. Threads: any, at any time.
#pragma once

namespace cutoffd {

// Before threads are started: one heap for all of them, which gives back what is free at its end.
void share_one_heap();
void give_back_pages();

}  // namespace cutoffd
