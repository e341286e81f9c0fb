// Which calls into the kernel the running daemon may do, and why. The frequent ones first: a filter
// is asked from top to bottom.
//
// A call is here because a run that is traced does it, or for the reason that stands behind it
// (tests/live/system_calls: whatever such a run does is here, and what it does not do has a
// reason). What may be done with some arguments only is in call_filter.cc.
#pragma once

#include <sys/syscall.h>

namespace cutoffd::source {

inline constexpr long kAllowedCalls[] = {
    // ---- Packets, collectors, operators
    SYS_read, SYS_write,
    SYS_readv,   // Asio, where it scatters
    SYS_writev,  // Asio, where it gathers
    SYS_recvfrom,
    SYS_recvmsg,  // Asio, where it scatters
    SYS_sendto,
    SYS_sendmsg,   // Asio, where it gathers
    SYS_recvmmsg,  // the C library's resolver
    SYS_sendmmsg,  // the C library's resolver: a question for each family at once
    SYS_connect, SYS_bind, SYS_listen,
    SYS_accept4,  // accept(), where the architecture has no other
#ifdef SYS_accept
    SYS_accept,
#endif
    SYS_shutdown,  // the page, after the last answer on a connection
    SYS_getsockopt, SYS_setsockopt,
    SYS_getsockname,  // the C library's resolver: which of several addresses is nearer
    SYS_getpeername,  // Asio: whether it is connected
    SYS_pipe2, SYS_eventfd2, SYS_close, SYS_fcntl,
    SYS_dup,  // the C library: a stream of a descriptor
    // ---- Waiting
    SYS_epoll_ctl,
    SYS_epoll_pwait,  // epoll_wait(), where the architecture has no other
    SYS_epoll_create1,
    SYS_ppoll,     // poll(), where the architecture has no other
    SYS_pselect6,  // select(), where the architecture has no other
    SYS_timerfd_create, SYS_timerfd_settime,
    SYS_nanosleep,        // sleeping, in other C libraries
    SYS_clock_nanosleep,  // SQLite, where another process holds the ledger for a moment
    SYS_clock_gettime,    // where the page that the kernel maps (vdso(7)) has no answer
    SYS_clock_getres,     // where the page that the kernel maps has no answer
    SYS_gettimeofday,     // where the page that the kernel maps has no answer
    SYS_futex,
    SYS_sched_yield,      // locks, before they sleep
    SYS_restart_syscall,  // the kernel itself, after SIGCONT
    // ---- The ledger, files of alerts, configuration and lists
    SYS_openat, SYS_pread64, SYS_pwrite64, SYS_lseek,
    SYS_fsync,  // SQLite: a folder, after a file in it came or went
    SYS_fdatasync, SYS_ftruncate,
    SYS_fallocate,  // SQLite, where it takes room in advance
    SYS_flock,
    SYS_fstat,    // the C library, where it does not ask by newfstatat()
    SYS_statx,    // std::filesystem, with other C libraries
    SYS_statfs,   // room on the ledger's disk
    SYS_fstatfs,  // room on the ledger's disk
    SYS_getdents64,
    SYS_faccessat,   // access(), where the architecture has no other
    SYS_faccessat2,  // access() of newer C libraries
    SYS_readlinkat,  // readlink(), where the architecture has no other
    SYS_unlinkat,    // unlink(), where the architecture has no other
    SYS_renameat2,   // rename(), where the architecture has no other
    SYS_mkdirat,     // mkdir(), where the architecture has no other
    SYS_umask,       // a socket is made with its mode: no call here changes one by a path
    SYS_getcwd,      // a state directory by a path that is not whole
    // ---- Memory
    SYS_brk, SYS_munmap,
    SYS_mremap,  // realloc() of what is large
    SYS_madvise,
    // ---- Threads and signals. New threads: clone, in call_filter.cc
    SYS_set_robust_list, SYS_rseq, SYS_exit, SYS_exit_group, SYS_rt_sigaction, SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,        // the C++ library's threads, with other C libraries
    SYS_sched_getaffinity,  // how many processors there are
    SYS_sched_setaffinity,  // a worker, to a processor that cpu_affinity names
    // ---- Who and where it is
    SYS_getpid, SYS_gettid, SYS_geteuid, SYS_uname,
    SYS_sysinfo,  // the C library's qsort(): how much memory there is
    SYS_getrandom,
    SYS_capget,  // whether an interface that came back can be opened
#ifdef SYS_newfstatat
    SYS_newfstatat,
#endif
#ifdef SYS_renameat
    SYS_renameat,  // rename(), on some architectures
#endif
#ifdef SYS_open
    // ---- What older architectures have beside these, and their C libraries use
    SYS_open,    // other C libraries than GNU's
    SYS_stat,    // other C libraries than GNU's
    SYS_lstat,   // other C libraries than GNU's
    SYS_access,  // SQLite: whether side files are there
    SYS_readlink, SYS_unlink,
    SYS_rename,  // a damaged ledger is put aside
    SYS_mkdir,   // the copy's folder that somebody took away, where there is no Landlock
    SYS_rmdir,   // std::filesystem::remove() of a folder
    SYS_poll, SYS_epoll_wait,
    SYS_pipe,  // other C libraries than GNU's
#endif
#ifdef SYS_select
    SYS_select,  // other C libraries than GNU's
#endif
#ifdef SYS_clock_gettime64
    // ---- What 32-bit architectures have for times beyond 2038 and for large files
    SYS_clock_gettime64,         // 32 bit
    SYS_clock_getres_time64,     // 32 bit
    SYS_clock_nanosleep_time64,  // 32 bit
    SYS_timerfd_settime64,       // 32 bit
    SYS_futex_time64,            // 32 bit
    SYS_ppoll_time64,            // 32 bit
    SYS_pselect6_time64,         // 32 bit
    SYS_recvmmsg_time64,         // 32 bit
    SYS__llseek,                 // 32 bit
    SYS_fcntl64,                 // 32 bit
    SYS_stat64,                  // 32 bit
    SYS_lstat64,                 // 32 bit
    SYS_fstat64,                 // 32 bit
    SYS_fstatat64,               // 32 bit
    SYS_statfs64,                // 32 bit
    SYS_fstatfs64,               // 32 bit
    SYS_ftruncate64,             // 32 bit
    SYS__newselect,              // 32 bit
#ifdef SYS_getuid32
    SYS_getuid32,   // 32 bit
    SYS_geteuid32,  // 32 bit
    SYS_getgid32,   // 32 bit
    SYS_getegid32,  // 32 bit
#endif
#ifdef SYS_send
    SYS_send,  // 32 bit
    SYS_recv,  // 32 bit
#endif
    SYS_sigreturn,  // 32 bit
#endif
#ifdef __ARM_NR_set_tls
    __ARM_NR_set_tls,     // a thread's own place, on 32-bit ARM
    __ARM_NR_cacheflush,  // likewise
#endif
};

// What no part of the program does, and who has taken over a process does first. Not merely
// refused: the process ends, so that it is started anew, and seen to have ended.
inline constexpr long kDeadlyCalls[] = {
    SYS_execve,
    SYS_execveat,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_unshare,
    SYS_setns,
    SYS_reboot,
    SYS_bpf,
    SYS_perf_event_open,
#ifdef SYS_fork
    SYS_fork,
    SYS_vfork,
#endif
};

}  // namespace cutoffd::source
