"""Plants bugs into the core, one at a time, and shows that the simulated lives catch each by the invariant it names.

    mutants.py BUILD_DIR [--lives N] [NAME...]      all of them, or those named
    mutants.py BUILD_DIR --few                      a handful, as the test suite does

BUILD_DIR is a configured and built build directory. Nothing in the source tree is changed.
"""

import argparse
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "src" / "core"


class Mutant(NamedTuple):
    name: str
    file: str
    old: str
    new: str
    invariant: str


MUTANTS = [
    Mutant("starts after any of them", "life.cpp", "return std::all_of(u.after.begin(), u.after.end(),",
           "return u.after.empty() || std::any_of(u.after.begin(), u.after.end(),", "starts_only_when_after_is_satisfied"),
    Mutant("a running service counts as ready", "life.cpp", "return state.phase == UnitPhase::ready ||",
           "return state.phase == UnitPhase::ready || state.phase == UnitPhase::running ||",
           "starts_only_when_after_is_satisfied"),
    Mutant("what was done is done again", "life.cpp", "case Needed::nothing: return true;",
           "case Needed::nothing: return false;", "once_is_once"),
    Mutant("an upgrade runs everything", "life.cpp", "case Needed::upgrade: return on_upgrade == OnUpgrade::skip;",
           "case Needed::upgrade: return false;", "once_is_once"),
    Mutant("a failed gate says that nothing is to be done", "supervisor.cpp",
           "if (u.is_gate && state.phase == UnitPhase::running && status.ok()) {",
           "if (u.is_gate && state.phase == UnitPhase::running) {", "once_is_once"),
    Mutant("ready hooks do not wait for main", "life.cpp",
           "return life_ == Life::up && states_[plan_->main].was_ready;", "return life_ == Life::up;",
           "starts_only_when_after_is_satisfied"),
    Mutant("ready hooks do not wait for the announcement", "life.cpp",
           "    announce(turn);  // before the hooks of stage `ready`, which may look for it\n", "",
           "starts_only_when_after_is_satisfied"),
    Mutant("a probe that could not be started has failed", "helpers.cpp",
           "    case Role::liveness:\n      if (state.phase == UnitPhase::ready && unit(id).live)\n",
           "    case Role::liveness:\n      return helper_ended(id, role, status, turn);\n"
           "      if (state.phase == UnitPhase::ready && unit(id).live)\n", "causes_have_effects"),
    Mutant("a condition that could not be started is a skip", "helpers.cpp",
           "      if (state.phase != UnitPhase::checking || status.code == exit_code::not_found)\n", "",
           "causes_have_effects"),
    Mutant("a condition is not looked at again", "supervisor.cpp", "if (state.undecided || (", "if ((", "conditions_are_looked_at"),
    Mutant("a pause goes on after the stop", "shutdown.cpp",
           "state.phase == UnitPhase::waiting || state.phase == UnitPhase::pausing) {",
           "state.phase == UnitPhase::waiting) {", "stop_reaches_everybody"),
    Mutant("health is probed after the stop", "shutdown.cpp", "      drop_helper(id, turn);\n", "",
           "nothing_starts_after_stop"),
    Mutant("end hooks run with the stop hooks", "life.cpp", "return life_ == Life::ending;",
           "return life_ == Life::ending || life_ == Life::stop_hooks;", "nothing_starts_after_stop"),
    Mutant("a failed wait counts as ready", "helpers.cpp", "if (ok) return enter_ready(id, turn);",
           "return enter_ready(id, turn);", "ready_only_when_it_is"),
    Mutant("who has to notify is ready at once", "supervisor.cpp", "    case ReadyBy::notify:\n",
           "    case ReadyBy::notify: enter_ready(id, turn); break;\n", "ready_only_when_it_is"),
    Mutant("an essential service may end", "units.cpp", "if (u.kind == UnitKind::main || u.essential) return",
           "if (u.kind == UnitKind::main) return", "causes_have_effects"),
    Mutant("a failed wait does not give up the start", "units.cpp",
           "if (u.on_failure == OnFailure::stop && before_the_end)",
           "if (u.on_failure == OnFailure::stop && before_the_end && !u.is_wait)", "causes_have_effects"),
    Mutant("start hooks are not told to stop", "shutdown.cpp",
           "if (u.stage == Stage::start || u.stage == Stage::ready) cancel(id, turn);",
           "if (u.stage == Stage::ready) cancel(id, turn);", "stop_reaches_everybody"),
    Mutant("stop hooks outlast their time", "shutdown.cpp",
           "if (unit(id).kind == UnitKind::hook && unit(id).stage == Stage::stop) cancel(id, turn);\n      if (main.phase",
           "if (false) cancel(id, turn);\n      if (main.phase", "stop_reaches_everybody"),
    Mutant("services stop all at once", "shutdown.cpp", " || needed_[id] != 0) continue;", ") continue;",
           "shutdown_in_order"),
    Mutant("the sweep does not wait for services", "shutdown.cpp",
           "states_[id].phase != UnitPhase::ended) return false;\n      return true;",
           "states_[id].phase != UnitPhase::ended) return true;\n      return true;", "shutdown_in_order"),
    Mutant("end hooks come before the sweep", "shutdown.cpp", "case Life::services: return Life::sweeping;",
           "case Life::services: return Life::ending;", "shutdown_in_order"),
    Mutant("half a drain", "shutdown.cpp", "life_deadline_ = turn.now + plan_->drain;",
           "life_deadline_ = turn.now + plan_->drain / 2;", "shutdown_in_order"),
    Mutant("not ready is said last", "shutdown.cpp", "      announce(turn);\n      if (plan_->drain",
           "      if (plan_->drain", "shutdown_in_order"),
    Mutant("stop hooks are passed over", "shutdown.cpp", "case Life::draining: return Life::stop_hooks;",
           "case Life::draining: return Life::stopping;", "no_hook_is_left_out"),
    Mutant("end hooks are passed over", "shutdown.cpp", "return hooks ? Life::ending : Life::done;",
           "return hooks && requests_ < 1 ? Life::ending : Life::done;", "no_hook_is_left_out"),
    Mutant("a helper that could not start is killed", "supervisor.cpp",
           "state.helper = 0;  // there is nobody to be killed", "drop_helper(id, turn);", "signals_only_living"),
    Mutant("a leader that is gone gets what is forwarded", "supervisor.cpp",
           "if (main.program == 0 || (main.lingering && plan_->forward_to == SignalTarget::process))",
           "if (main.program == 0)", "signals_only_living"),
    Mutant("a restart does not wait for the end", "supervisor.cpp",
           "case UnitPhase::ready: return enter_stopping(e.unit, StopReason::bound, turn);",
           "case UnitPhase::ready: return enter_running(e.unit, turn);", "one_program_per_unit"),
    Mutant("a helper that overran is forgotten", "helpers.cpp",
           "if (state.helper != 0) turn.out.push_back(action::Signal{state.helper, 9, SignalTarget::group});",
           "if (state.helper != 0 && state.helper_role != Role::liveness) "
           "turn.out.push_back(action::Signal{state.helper, 9, SignalTarget::group});", "one_program_per_unit"),
    Mutant("the last cause decides", "shutdown.cpp", "  if (life_ != Life::up) return;\n  code_ = code;",
           "  if (life_ != Life::up) {\n    code_ = code;\n    return;\n  }\n  code_ = code;", "code_of_the_cause"),
    Mutant("a stop before main gives 0", "shutdown.cpp", "return begin_shutdown(128 + signal, turn);",
           "return begin_shutdown(0, turn);", "code_of_the_cause"),
    Mutant("a gate that timed out gives the program's code", "units.cpp",
           "gate ? exit_code::timed_out : overran", "overran", "code_of_the_cause"),
    Mutant("main that ran too long gives its own code", "units.cpp", "!gate && !overran) return", "!gate) return",
           "code_of_the_cause"),
    Mutant("a leader's signal hides its group's code", "supervisor.cpp",
           "state.status.signal != 0 ? e.last.value_or(state.status) : state.status", "state.status",
           "code_of_the_cause"),
    Mutant("a hook that ends well too late succeeded", "supervisor.cpp", "if (status.ok() && !overran) {",
           "if (status.ok()) {", "causes_have_effects"),
    Mutant("something follows the finish", "shutdown.cpp", "turn.out.push_back(action::Finish{code});",
           "turn.out.push_back(action::Finish{code});\n  tell(turn, News::ended, no_unit, code);",
           "finish_once_and_last"),
    Mutant("still ready in the drain", "life.cpp", "const bool ready = life_ == Life::up &&",
           "const bool ready = life_ <= Life::draining &&", "announced_truthfully"),
    Mutant("a forced stop counts from nowhere", "units.cpp",
           "if (state.phase != UnitPhase::stopping) state.stopped_since = turn.now;", "", "reports_make_sense"),
    Mutant("what is given up is reported as it was", "shutdown.cpp", "if (state.program != 0 && state.killed) {",
           "if (false) {", "reports_make_sense"),
    Mutant("the grace counts twice", "shutdown.cpp", "must_end_ = turn.now + *plan_->grace - budget_.margin;",
           "must_end_ = turn.now + *plan_->grace * 2 - budget_.margin;", "ends_within_grace"),
    Mutant("strays have their whole grace", "shutdown.cpp",
           "if (must_end_) life_deadline_ = std::min(*life_deadline_, kill_time(BudgetStage::strays));", "",
           "ends_within_grace"),
    Mutant("clearing takes its time", "shutdown.cpp",
           "if (must_end_) life_deadline_ = std::min(*life_deadline_, std::max(*must_end_, turn.now));", "",
           "ends_within_grace"),
    Mutant("an end hook is killed without a word", "life.cpp",
           "      stop_end_hooks(turn);\n      changed = true;\n    } else if", "      enter(next(life_), turn);\n      changed = true;\n    } else if",
           "asked_before_killed"),
    Mutant("an end hook has half a moment", "shutdown.cpp", "  life_deadline_ = turn.now + end_hooks_wait();",
           "  life_deadline_ = turn.now + end_hooks_wait() / 2;", "asked_before_killed"),
    Mutant("a stop begins with SIGKILL", "units.cpp", "  if (step.signal == 9) return kill(id, turn);",
           "  if (step.signal == 9 || (state.stop_step == 1 && u.stop.size() > 1)) return kill(id, turn);",
           "asked_before_killed"),
    Mutant("given up although it was never killed", "supervisor.cpp",
           "return state.killed ? enter_ended(id, Outcome::failed, turn) : next_stop_step(id, turn);",
           "return enter_ended(id, Outcome::failed, turn);", "one_program_per_unit"),
    Mutant("strays are asked twice and not killed", "life.cpp", "turn.out.push_back(action::Sweep{9});",
           "turn.out.push_back(action::Sweep{15});", "every_child_accounted_for"),
    Mutant("one attempt too many", "units.cpp", "if (state.attempt <= u.retries &&",
           "if (state.attempt <= u.retries + 1 &&", "retries_bounded"),
    Mutant("one attempt too few", "units.cpp", "if (state.attempt <= u.retries &&", "if (state.attempt < u.retries &&",
           "retries_bounded"),
    Mutant("one restart too many", "units.cpp", "if (number >= last.size() &&",
           "if (number > last.size() &&", "restarts_bounded"),
    Mutant("half a window of restarts", "units.cpp", "now - oldest <= policy.window)",
           "now - oldest <= policy.window / 2)", "restarts_bounded"),
    Mutant("what SIGKILL does not end is waited for", "units.cpp", "state.deadline = hurried(gone_time(id), turn.now);",
           "state.deadline.reset();", "stages_keep_their_time"),
    Mutant("stop hooks take main's time", "shutdown.cpp",
           "if (must_end_) life_deadline_ = latest(BudgetStage::stop_hooks);", "", "stages_keep_their_time"),
    Mutant("a pause without a limit", "units.cpp", "std::min(u.restart.backoff_max, wish + some_of(wish / 5, id))",
           "wish + some_of(wish / 5, id)", "restarts_bounded"),
    Mutant("what ended well is restarted", "units.cpp", "u.restart.when == Restart::always ||",
           "u.restart.when == Restart::always || status.ok() ||", "restarts_bounded"),
    Mutant("a timeout one millisecond late", "units.cpp", "state.deadline = limit ? std::optional{turn.now + *limit}",
           "state.deadline = limit ? std::optional{turn.now + *limit + Millis{1}}", "timeouts_exact"),
    Mutant("a pause half as long", "units.cpp", "  state.deadline = turn.now + pause;",
           "  state.deadline = turn.now + pause / 2;", "timeouts_exact"),
    Mutant("a stop sequence in a hurry", "units.cpp", "earlier(latest, turn.now + *step.wait)",
           "earlier(latest, turn.now + *step.wait / 2)", "timeouts_exact"),
    Mutant("a watchdog barks for ever", "supervisor.cpp", "      states_[id].watchdog.reset();\n", "",
           "deadline_not_in_the_past"),
    Mutant("waiting in vain", "units.cpp", "if (someone_waits_for(id) && !is_satisfied(id, UnitKind::service))",
           "if (false)", "never_stuck"),
    Mutant("what starts again waits in vain", "life.cpp",
           " || (again && states_[before].phase == UnitPhase::ended);", " || (again && false);", "never_stuck"),
    Mutant("a temporary service is missed", "life.cpp",
           "(state.outcome == Outcome::skipped || is_satisfied(*u.until, UnitKind::hook))", "(u.skip && false)",
           "never_stuck"),
    Mutant("reports without an end", "shutdown.cpp", "    turn.out.push_back(line);\n",
           "    for (int n = 0; n < 40; ++n) turn.out.push_back(line);\n", "actions_bounded"),
    Mutant("a copy for each event", "supervisor.cpp", "  Turn turn{now, out};",
           "  const std::vector<UnitState> copy = states_;\n  if (copy.empty()) return;\n  Turn turn{now, out};",
           "no_allocation"),
]
# One of each kind, for every run of the suite.
FEW = ["starts after any of them", "services stop all at once", "a gate that timed out gives the program's code",
       "strays are asked twice and not killed", "a timeout one millisecond late", "waiting in vain"]


class Build:
    """How meson built sim-lives: its objects, and the command for one of the core's files."""

    def __init__(self, directory):
        self.directory = Path(directory).resolve()
        entries = json.loads((self.directory / "compile_commands.json").read_text())
        self.commands, self.objects = {}, []
        for entry in entries:
            if "sim-lives.p/" not in entry.get("output", ""):
                continue
            source = Path(entry["directory"], entry["file"]).resolve()
            self.objects.append((source, Path(entry["directory"], entry["output"])))
            if source.parent == CORE:
                self.commands[source.name] = shlex.split(entry["command"])
        if not self.commands:
            sys.exit(f"{directory} has no sim-lives: meson setup it, and build it")

    def make(self, mutant, folder):
        original = CORE / mutant.file
        text = original.read_text()
        if text.count(mutant.old) != 1:
            return None, f"its text occurs {text.count(mutant.old)} times in {mutant.file}"
        source, output, program = folder / mutant.file, folder / "mutant.o", folder / "sim-lives"
        source.write_text(text.replace(mutant.old, mutant.new))
        command = list(self.commands[mutant.file])
        for option in ("-o", "-MF", "-MQ"):
            if option in command:
                command[command.index(option) + 1] = str(output if option != "-MF" else folder / "mutant.d")
        command[-1] = str(source)
        compiled = subprocess.run(command + ["-Wno-error", "-w"], cwd=self.directory, capture_output=True, text=True)
        if compiled.returncode != 0:
            return None, "it does not compile: " + compiled.stderr[:300]
        objects = [str(path) for built, path in self.objects if built != original]
        kind = [word for word in command if word.startswith("-fsanitize")]
        kind += ["-no-pie"] if "-fno-pie" in command else []
        linked = subprocess.run([*self.compiler(command), *kind, "-o", str(program), str(output), *objects],
                                capture_output=True, text=True)
        return (program, "") if linked.returncode == 0 else (None, "it does not link: " + linked.stderr[:300])

    @staticmethod
    def compiler(command):
        return command[:2] if Path(command[0]).name == "ccache" else command[:1]


def hunt(build, mutant, lives):
    """Returns why the mutant was not caught; empty when it was, and by whom."""
    with tempfile.TemporaryDirectory() as folder:
        program, why = build.make(mutant, Path(folder))
        if program is None:
            return why, ""
        environment = dict(os.environ, JEDEN_SIM_LIVES=str(lives), JEDEN_SIM_FAILURES=str(lives))
        environment.pop("JEDEN_SIM_SEED", None)
        try:
            result = subprocess.run([str(program)], env=environment, capture_output=True, text=True, timeout=600)
        except subprocess.TimeoutExpired:
            return "it hangs", ""
    found = dict(re.findall(r"^(\w+): (\d+), first in", result.stdout, re.MULTILINE))
    others = ", ".join(f"{name} {count}" for name, count in found.items() if name != mutant.invariant)
    if mutant.invariant in found:
        return "", f"{found[mutant.invariant]} times" + (f", and by {others}" if others else "")
    if result.returncode not in (0, 1):
        return f"it crashes with {result.returncode}: {result.stderr[-300:]}", ""
    return f"{mutant.invariant} does not notice it" + (f", {others} does" if others else ""), ""


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("build")
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--few", action="store_true", help="one of each kind")
    arguments.add_argument("--lives", type=int, default=0, help="30000, or 5000 with --few")
    options = arguments.parse_args()
    names = FEW if options.few else options.names
    chosen = [mutant for mutant in MUTANTS if not names or mutant.name in names]
    build = Build(options.build)
    lives = options.lives or (5_000 if options.few else 30_000)
    workers = min(2, os.cpu_count() or 1)
    escaped = 0
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for mutant, (why, how) in zip(chosen, pool.map(lambda m: hunt(build, m, lives), chosen)):
            escaped += why != ""
            print(f"{'ESCAPED' if why else 'caught '} {mutant.name}: {why or mutant.invariant + ' ' + how}", flush=True)
    print(f"{len(chosen) - escaped} of {len(chosen)} mutants caught")
    return 1 if escaped or (names and len(chosen) != len(names)) else 0


if __name__ == "__main__":
    sys.exit(main())
