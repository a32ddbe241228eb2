// Process groups, sessions, and which of them owns the terminal.
#pragma once

#include "process/failure.hpp"

namespace jeden::process {

// setpgid(0, 0): the caller leads a group of its own. Nothing happens when it does already.
Outcome lead_group();

// setsid(2): a session of its own, without a terminal. Fails with EPERM when the caller leads a group
// already.
Outcome lead_session();

// Gives the terminal on descriptor `tty` to the caller, to be called by a program's process before it execs,
// so that the program is in the foreground from its first instruction on. In this order:
//  - a session leader without a controlling terminal takes this one (TIOCSCTTY, ioctl_tty(2)). A terminal
//  that belongs
//    to another session is left there: EPERM is tolerated;
//  - the caller leads its own group (unless it leads a session, which implies that);
//  - that group becomes the foreground group (tcsetpgrp(3)). TTOU is ignored meanwhile, or a background group
//  would be
//    stopped for asking (signal disposition restored after).
// ENOTTY (no terminal, or not ours) and ENXIO (gone) are tolerated, as there is then nothing to hand over;
// any other error is reported. Never TIOCNOTTY: from a session leader it would send HUP to everybody.
Outcome take_foreground(int tty);

// The first of 0, 1, 2 that is a terminal, or -1.
int standard_terminal();

}  // namespace jeden::process
