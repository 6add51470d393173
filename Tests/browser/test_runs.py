#!/usr/bin/env python3
"""What a session's page can do beyond looking: type, edit the model, ask what heads do, write on, and read long prompts;
in headless Chromium against a real plens.

    test_runs.py PLENS FIXTURES [--shots FOLDER] [PART OF A TEST'S NAME...]

It ends with a line that counts the tests, and fails where one does.
"""

import json
import math
import os
import re
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pages  # noqa: E402
from runner import check, run  # noqa: E402
from shell import Shell  # noqa: E402
from situations import HASH, MARY, Situations, Viewer  # noqa: E402


class Tests(Situations):
    # Type into it

    def test_what_is_typed_is_run(self):
        shell = Shell(self.plens)
        try:
            url = shell.tell("serve --port 0", r"http://[\d.:]+/")
            self.page.open(url)
            self.page.wait("!document.getElementById('typing').hidden")
            self.page.run("document.getElementById('typed').focus()")
            for part in ("The cat", " sat on", " the"):
                self.page.type(part)
                time.sleep(0.05)
            self.page.wait("document.getElementById('typed-next').childElementCount === 8")
            self.page.wait("document.getElementById('shown-prompt').textContent === 'The cat sat on the' && document.querySelector('.tile:not(.loading) canvas')")
            table = shell.tell("predict 'The cat sat on the' --top 1 --mode tsv", r"(?m)^0\t\d+\t.*\n")
            piece, probability = table.strip().split("\t")[2], float(table.strip().split("\t")[4])
            shown = self.page.run("[document.querySelector('.guess .token').textContent, document.querySelector('.guess .number').textContent]")
            check(shown[0].replace("␣", "Ġ") == piece, f"{shown} is not {piece}")
            check(abs(float(shown[1].split()[0]) - 100 * probability) <= 0.51, f"{shown[1]} is not {probability}")
            self.shot("typed")
            self.page.run("document.querySelector('.guess').click()")
            self.page.wait("document.getElementById('typed').value.length > 'The cat sat on the'.length")
            self.page.run("document.getElementById('typed').focus()")
            self.page.key("Enter")
            self.page.wait("document.getElementById('prompts-count').textContent.endsWith('1')")
            shell.tell("prompts", "The cat sat on the")
            token = json.load(urllib.request.urlopen(url + "api/session"))["runs"]["token"]
            for headers, code in (({}, 403), ({"X-Plens-Run": "guess"}, 403), ({"X-Plens-Run": token}, 200)):
                try:
                    status = urllib.request.urlopen(urllib.request.Request(url + "api/type?model=demo&text=a", headers=headers)).status
                except urllib.error.HTTPError as error:
                    status = error.code
                check(status == code, f"{headers}: {status}")
            shell.tell("set page.run off", "page.run|>")
            self.page.open(url)
            self.page.wait("document.getElementById('typing').hidden")
        finally:
            shell.close()

    def test_a_model_is_changed_by_clicks_and_by_the_commands_that_are_shown(self):
        shell = Shell(self.plens)
        try:
            url = shell.tell("serve --port 0", r"http://[\d.:]+/")
            shell.tell(f"capture '{MARY}'", "demo>")
            end = time.monotonic() + 10
            while time.monotonic() < end and not json.load(urllib.request.urlopen(url + "api/prompts"))["total"]:
                time.sleep(0.1)
            digest = json.load(urllib.request.urlopen(url + "api/prompts"))["prompts"][0]["hash"]
            self.page.open(f"{url}single.html?prompt={digest}&head=demo.L3.H4&cell=13.6")
            self.page.wait("!document.getElementById('off').hidden && document.getElementById('typed-note').textContent.includes('after token 13')")
            # What comes after a token in the middle is what comes at the end of the text up to there.
            shown = self.page.run("[document.querySelector('.guess .token').textContent, document.querySelector('.guess .number').textContent]")
            table = shell.tell("predict 'When Mary and John went to the store, Jo' --top 1 --mode tsv", r"(?m)^0\t\d+\t.*\n")
            piece, probability = table.strip().split("\t")[2], float(table.strip().split("\t")[4])
            check(shown[0].replace("␣", "Ġ") == piece and abs(float(shown[1].split()[0]) - 100 * probability) <= 0.51, f"{shown} is not {piece} {probability}")
            # What each head adds to the answer is what the shell's table has.
            self.page.key("Escape")
            self.page.wait("!document.getElementById('typed-note').textContent.includes('after token')")
            self.page.run("document.getElementById('effects-go').click()")
            self.page.wait("document.getElementById('effects-top').childElementCount === 6")
            command = self.text("#effects-command")
            best = self.text("#effects-top button").replace("−", "-").split()
            table = shell.tell(f"{command} --mode tsv", rf"(?m)^{best[0]}\t.*\n").strip().split("\t")
            check(abs(float(table[1]) - float(best[1])) < 6e-4, f"{best} is not {table}")
            self.shot("effects")
            # The same table is the shell's last result, by the same command, which its history has.
            self.page.run("document.getElementById('effects-tell').click()")
            self.page.wait("document.getElementById('notes').textContent.includes('The table is _ there')")
            row = shell.tell("_ | head 24 --mode tsv", rf"(?m)^{best[0]}\t.*\n").strip().split("\t")
            check(row == table, f"{row} is not {table}")
            shell.tell("history 2", r"\s0\s+\d+\s+attribute 'When Mary")
            # A head is switched off, a cell cut; the commands do the same.
            self.page.run("document.getElementById('off').click()")
            self.page.wait("document.getElementById('typed-changes').textContent.includes('L3H4 is off') && document.querySelector('.guess small')")
            self.page.run("document.querySelector('#panels canvas').focus()")
            self.page.key("k")
            self.page.wait("location.search.includes('demo.L3.H3')")
            self.page.key("ArrowUp")
            self.page.wait("!document.getElementById('cut').hidden")
            query, key = map(int, self.page.wait("new URLSearchParams(location.search).get('cell')").split("."))
            self.page.key("c")
            self.page.wait("document.getElementById('typed-changes').textContent.includes('does not see')")
            self.page.wait(f"document.getElementById('value')?.textContent === '0'")
            self.page.key("Escape")
            self.page.wait("!document.getElementById('typed-note').textContent.includes('after token')")
            time.sleep(0.3)
            check(self.page.run("document.getElementById('looks').childElementCount") == 0, "a cell that was let go is still looked at")
            shown = self.page.run("[document.querySelector('.guess .token').textContent, document.querySelector('.guess .number').textContent]")
            commands = self.text("#typed-changes code")
            table = shell.tell(f"{commands} --top 1 --mode tsv", r"(?m)^0\t\d+\t.*\n").strip().split("\t")
            check(shown[0].replace("␣", "Ġ") == table[2] and abs(float(shown[1].split()[0]) - 100 * float(table[4])) <= 0.51, f"{shown} is not {table}")
            self.shot("edited")
            # It writes on, and stops.
            self.page.run("document.querySelector('#typed-changes button').click()")
            self.page.run("document.getElementById('go-on').click()")
            self.page.wait("document.getElementById('typed').value.length > 120 || document.getElementById('go-on').textContent === 'Write on'")
            check(len(self.page.run("document.getElementById('typed').value")) > len(MARY) + 20)
        finally:
            shell.close()

    def session(self, *prompts):
        """A session of the model inside with a page, and these prompts captured: the shell, its address, their hashes."""
        shell = Shell(self.plens)
        url = shell.tell("serve --port 0", r"http://[\d.:]+/")
        for text in prompts:
            shell.tell(f"capture '{text}'", "demo>")
        end = time.monotonic() + 10
        while time.monotonic() < end and json.load(urllib.request.urlopen(url + "api/prompts"))["total"] < len(prompts):
            time.sleep(0.1)
        listed = json.load(urllib.request.urlopen(url + "api/prompts"))["prompts"]
        return shell, url, [next(one["hash"] for one in listed if one["text"] == text) for text in prompts]

    def open_head(self, url, digest, head, more=""):
        self.page.open(f"{url}single.html?prompt={digest}&head=demo.{head}{more}")
        self.page.wait("!document.getElementById('off').hidden && document.querySelectorAll('.guess').length === 8")

    def value(self):
        return float(self.page.wait("document.getElementById('value')?.textContent !== '…' && document.getElementById('value')?.textContent"))

    def shows(self, shell, command, query, key):
        """The value that the shell gives for a cell."""
        line = shell.tell(f"{command} --mode tsv", rf"(?m)^@\S+\tL\d+H\d+\t{query}\t{key}\t.*\n")
        return float(line.strip().split("\t")[-1])

    def test_the_command_of_a_changed_prompt_works_in_the_shell(self):
        shell, url, (digest,) = self.session(MARY)
        try:
            self.open_head(url, digest, "L3.H3", "&cell=13.6")
            plain = self.value()
            self.page.run("document.getElementById('no-first').click()")
            self.page.wait("location.search.includes('edited-')")
            self.page.run("document.getElementById('layer').value = '2'; document.getElementById('layer').dispatchEvent(new Event('change'))")
            self.page.run("document.getElementById('head').value = '1'; document.getElementById('head').dispatchEvent(new Event('change'))")
            self.page.wait("document.getElementById('off').textContent.includes('Switch')")
            self.page.run("document.getElementById('off').click()")
            self.page.wait("document.getElementById('typed-changes').textContent.includes('L2H1 is off')")
            self.page.run("document.getElementById('layer').value = '3'; document.getElementById('layer').dispatchEvent(new Event('change'))")
            self.page.run("document.getElementById('head').value = '3'; document.getElementById('head').dispatchEvent(new Event('change'))")
            self.page.wait("document.getElementById('command').textContent.includes('L3H3')")
            command = self.text("#command")
            check(command == "edit off_L2H1 = L2H1.z: 0; edit nofirst = L*H*.pattern[1:, 0]: knockout; "
                  f"show '{MARY}' L3H3 -m demo+off_L2H1+nofirst", command)
            time.sleep(0.3)
            changed = self.value()
            check(abs(changed - plain) > 1e-4, f"{changed} as it was")
            found = self.shows(shell, command, 13, 6)
            check(abs(found - changed) <= 2e-6, f"the page shows {changed}, the shell {found}")
            # What is saved says that the model was changed, and how; so it does when it stands beside the model as it is.
            path = self.saved("svg")
            check("demo_off_L2H1_nofirst-L3H3" in path and "edited" not in os.path.basename(path), path)
            edits = "edit off_L2H1 = L2H1.z: 0; edit nofirst = L*H*.pattern[1:, 0]: knockout"
            drawn = " ".join(re.findall(r"<title>(.*?)</title>", open(path).read(), re.S))
            check("demo+off_L2H1+nofirst L3H3 of prompt" in drawn and MARY in drawn and edits in drawn, drawn)
            numbers = json.load(open(self.saved("json")))
            check(numbers["model"] == "demo+off_L2H1+nofirst" and numbers["edits"] == edits + "; ", str(numbers)[:400])
            self.page.run("document.getElementById('pin').click()")
            self.page.run(f"(() => {{ const p = document.getElementById('prompt'); p.value = '{digest}'; p.dispatchEvent(new Event('change')); }})()")
            self.page.wait(f"location.search.includes('prompt={digest}') && document.querySelectorAll('.panel').length === 2")
            self.page.run("document.getElementById('difference').click()")
            self.page.wait("document.querySelectorAll('.panel').length === 3")
            drawn = " ".join(re.findall(r"<title>(.*?)</title>", open(self.saved("svg")).read(), re.S))
            check(f"demo L3H3 of prompt {digest}" in drawn and "minus demo+off_L2H1+nofirst L3H3" in drawn and edits in drawn, drawn)
            self.page.run("document.getElementById('difference').click(); document.querySelector('[aria-label=Unpin]').click()")
            self.page.wait("document.querySelectorAll('.panel').length === 1")
            # What was typed, and is no prompt of the session.
            self.page.run("(() => { const t = document.getElementById('typed'); t.value = \"It's the cat that sat\"; t.dispatchEvent(new Event('input')); })()")
            self.page.wait("document.getElementById('command').textContent.includes('that sat')")
            self.page.run("document.querySelectorAll('#typed-changes button')[0].click()")
            self.page.wait("!document.getElementById('typed-changes').textContent.includes('L2H1')")
            self.page.run("document.querySelectorAll('#typed-changes button')[0].click()")
            self.page.wait("document.getElementById('typed-changes').hidden && !location.search.includes('edited-')")
            self.page.run("document.querySelector('#panels canvas').focus()")
            self.page.key("ArrowUp")
            time.sleep(0.4)  # the address of a typed prompt follows a moment later
            query, key = map(int, self.page.wait("new URLSearchParams(location.search).get('cell')").split("."))
            shown, command = self.value(), self.text("#command")
            check(command.startswith("show 'It'"), command)
            found = self.shows(shell, command, query, key)
            check(abs(found - shown) <= 2e-6, f"{command}: the page shows {shown}, the shell {found}")
        finally:
            shell.close()

    def test_a_map_of_effects_goes_when_the_model_is_changed(self):
        shell, url, (digest,) = self.session(MARY)
        try:
            self.open_head(url, digest, "L3.H3")
            self.page.run("document.getElementById('effects-go').click()")
            self.page.wait("document.getElementById('effects-top').childElementCount === 6")
            self.page.run("document.getElementById('off').click()")
            self.page.wait("document.getElementById('effects-map').childElementCount === 0")
            check("Show does it again" in self.text("#effects-hint") and not self.text("#effects-command"), self.text("#effects-hint"))
            self.page.run("document.getElementById('effects-go').click()")
            self.page.wait("document.getElementById('effects-top').childElementCount === 6")
            command = self.text("#effects-command")
            check("-m demo+off_L3H3" in command, command)
            best = self.text("#effects-top button").replace("−", "-").split()
            row = shell.tell(f"{command} --mode tsv", rf"(?m)^{best[0]}\t.*\n").strip().split("\t")
            check(abs(float(row[1]) - float(best[1])) < 6e-4, f"{best} is not {row}")
        finally:
            shell.close()

    def test_heads_are_patched_into_a_second_text(self):
        other = MARY.replace("John gave", "Mary gave")
        shell, url, (digest,) = self.session(MARY)
        try:
            self.open_head(url, digest, "L3.H3")
            self.page.run("""(() => { const by = document.getElementById('effects-by'); by.value = 'patching'; by.dispatchEvent(new Event('change')); })()""")
            check(self.page.run("document.getElementById('effects-into').value") == MARY, "the text is not offered")
            self.page.run(f"document.getElementById('effects-into').value = {json.dumps(other)}; document.getElementById('effects-go').click()")
            self.page.wait("document.getElementById('effects-top').childElementCount === 6")
            command = self.text("#effects-command")
            for button in self.page.run("[...document.querySelectorAll('#effects-top button')].map(button => button.textContent)")[:3]:
                head, value = button.replace("−", "-").split()
                row = dict(zip(*[line.split("\t") for line in shell.tell(f"{command} --mode tsv", rf"(?ms)^head\t.*?^{head}\t[^\r\n]*").replace("\r", "").split("\n") if line.startswith(("head\t", f"{head}\t"))]))
                check(abs(float(row["effect"]) - float(value)) < 6e-4, f"{button} is not {row}")
            self.shot("patching")
            self.page.run("document.getElementById('effects-into').value = 'Too short'; document.getElementById('effects-go').click()")
            self.page.wait("document.getElementById('effects-hint').textContent.includes('needs as many')")
            check(self.text("#effects-go") == "Show")
        finally:
            shell.close()

    def test_what_takes_long_says_how_far_it_is_and_stops(self):
        shell, url, (digest,) = self.session(MARY)
        try:
            self.open_head(url, digest, "L3.H3")
            self.page.run("""(() => { const by = document.getElementById('effects-by'); by.value = 'ablation'; by.dispatchEvent(new Event('change')); })()""")
            # Both clicks in one step: the runs of so small a model may end before a second one comes.
            shown = self.page.run("(() => { const b = document.getElementById('effects-go'); b.click(); const shown = b.textContent; b.click(); return shown; })()")
            check(shown == "Stop", shown)
            self.page.wait("document.getElementById('effects-go').textContent === 'Show'")
            check(self.text("#effects-hint") == "Stopped." or self.page.run("document.getElementById('effects-top').childElementCount") == 6, self.text("#effects-hint"))
            for path in ("api/progress", "api/stop"):
                try:
                    status = urllib.request.urlopen(url + path).status
                except urllib.error.HTTPError as error:
                    status = error.code
                check(status == 403, f"{path}: {status}")
        finally:
            shell.close()

    def test_what_is_written_stands_in_a_timeline(self):
        shell, url, (digest,) = self.session(MARY)
        try:
            self.open_head(url, digest, "L3.H4")
            self.page.run("document.getElementById('typed').value = ''")
            self.page.run(f"(() => {{ const t = document.getElementById('typed'); t.value = {json.dumps(MARY)}; t.dispatchEvent(new Event('input')); }})()")
            self.page.wait("!document.getElementById('go-on').disabled && document.getElementById('typed-note').textContent.includes('19 tokens')")
            self.page.run("document.getElementById('go-on').click()")
            self.page.wait("document.querySelectorAll('#timeline-list tr').length > 4")
            self.page.run("document.getElementById('go-on').click()")
            self.page.wait("document.getElementById('go-on').textContent === 'Write on'")
            time.sleep(0.4)
            text = self.page.run("document.getElementById('typed').value")
            rows = self.page.run("[...document.querySelectorAll('#timeline-list tr')].slice(1).map(row => [...row.children].map(cell => cell.textContent))")
            words = [row[0].rsplit(" ", 2)[0].replace("\u2423", " ") for row in rows]
            check(MARY + "".join(words) == text, f"{words} is not the end of {text}")
            # What the model looked at as it wrote the second token, as the shell has it: the row of the first.
            title = self.page.run("document.querySelectorAll('#timeline-list canvas')[1].title")
            check(title.startswith("what query 19 looks at; most at "), title)
            shown = [float(value) for value in re.findall(r"(\d\.\d\d)(?:,|$)", title)]
            found = sorted((self.shows(shell, self.text("#command"), 19, key) for key in range(20)), reverse=True)[:2]
            check(all(abs(a - b) < 0.0051 for a, b in zip(shown, found)) and len(shown) == 2, f"{title}, the shell {found}")
            self.shot("timeline")
            self.page.run("document.querySelectorAll('#timeline-list button')[1].click()")
            self.page.wait(f"document.getElementById('typed').value === {json.dumps(MARY + words[0])} && document.querySelectorAll('#timeline-list tr').length === 2")
            self.page.wait("document.querySelectorAll('.guess').length === 8")
            other = self.page.run("document.querySelectorAll('.guess .token')[1].textContent").replace("\u2423", " ")
            self.page.run("document.querySelectorAll('.guess')[1].click()")
            self.page.wait(f"document.getElementById('typed').value === {json.dumps(MARY + words[0])} + {json.dumps(other)}")
            self.page.wait("document.querySelectorAll('#timeline-list tr').length === 3")
        finally:
            shell.close()

    def test_what_is_kept_with_a_change_is_an_edit_of_the_shell(self):
        shell, url, (digest,) = self.session(MARY)
        try:
            self.open_head(url, digest, "L3.H4")
            self.page.run("document.getElementById('off').click()")
            self.page.wait("document.getElementById('typed-changes').textContent.includes('L3H4 is off')")
            self.page.run("document.getElementById('keep').click()")
            self.page.wait("document.getElementById('notes').textContent.includes('The shell ran: edit off_L3H4 = L3H4.z: 0; capture')")
            shell.tell("edits", r"off_L3H4\s+L3H4\.z: 0")
            # It is a line of the shell's history, as if it had been typed.
            shell.tell("history 2", r"\s0\s+\d+\s+edit off_L3H4 = L3H4\.z: 0; capture 'When")
            end = time.monotonic() + 10
            while time.monotonic() < end and "demo_off_L3H4" not in (names := [model["name"] for model in json.load(urllib.request.urlopen(url + "api/models"))]):
                time.sleep(0.1)
            check("demo_off_L3H4" in names, str(names))
        finally:
            shell.close()

    def test_a_table_that_the_shell_opens_is_drawn(self):
        shell = Shell(self.plens)
        try:
            url = shell.tell("serve --port 0", r"http://[\d.:]+/")
            shell.tell(f"capture '{MARY}'", "demo>")
            self.page.open(url)
            self.page.wait("!document.getElementById('live').hidden && document.querySelector('.tile canvas')")
            check(self.page.run("document.getElementById('tab-table').hidden"), "there is no table yet")
            question = "ablate p0 L*H* --answer ' Mary' --against ' John'"
            table = shell.tell(f"{question} --mode tsv", r"(?s)(?m)^L0H0\t.*^L3H5\t[^\n]*$").strip().splitlines()
            effects = {line.split("\t")[0]: float(line.split("\t")[2]) for line in table if line[0] == "L"}
            shell.tell(f"{question} | open", r"view=table&table=1")
            # The page turns to it: rows, what they have in common, and a map.
            self.page.wait("document.querySelectorAll('#table-rows .result').length > 10 && document.querySelector('#table-map canvas')?.width > 0")
            about = self.text("#table-about")
            check("24 rows" in about and "metric difference" in about and "against ĠJo" in about, about)
            self.page.run("[...document.querySelectorAll('.result.head button')].find(button => button.textContent === 'effect').click()")
            self.page.run("[...document.querySelectorAll('.result.head button')].find(button => button.textContent === 'effect').click()")
            check(self.page.run("[...document.querySelectorAll('.result.head button')].map(button => [button.textContent, button.ariaSort]).filter(([, sort]) => sort !== 'none')")
                  == [["effect", "ascending"]], "the column in order is not told")
            first = self.page.run("[...document.querySelector('#table-rows .result').children].map(cell => cell.textContent)")
            least = min(effects, key=effects.get)
            check(first[0] == least and abs(float(first[2]) - effects[least]) < 6e-4, f"{first} is not {least} {effects[least]}")
            self.shot("table")
            # A cell of the map has its value and leads to its head.
            self.page.run("document.querySelector('#table-map canvas').focus()")
            for key in ("ArrowDown", "ArrowDown", "ArrowDown"):
                self.page.key(key)
            spoken = self.text("#table-map [role=status]")
            check(spoken.startswith("L2 H0") and abs(float(spoken.split(":")[1]) - effects["L2H0"]) < 6e-4, spoken)
            # The grid goes by the column: least first, with its colours.
            self.page.run("document.getElementById('table-in-grid').click()")
            self.page.wait("document.querySelector('.tile.framed b')")
            order = sorted(effects, key=effects.get)
            shown = self.page.run("[...document.querySelectorAll('.tile b')].slice(0, 5).map(name => name.textContent.split(' ')[0])")
            check(shown == order[:5], f"{shown} is not {order[:5]}")
            self.shot("grid-by-a-table")
            # Tokens stand upright beside the map of a lens or a patch; the address alone shows it too.
            shell.tell(f"capture '{MARY.replace('John gave', 'Mary gave')}'", "demo>")
            address = shell.tell("patch p0 p1 --answer ' Mary' --against ' John' --what resid_pre | open", r"http://[\d.:]+/\S*table=2")
            self.page.open(address)
            self.page.wait("document.querySelector('#table-map canvas')?.width > 0")
            check(self.page.run("document.getElementById('table').value") == "2")
            self.shot("table-of-tokens")
            self.page.run("document.querySelector('#table-map canvas').focus()")
            self.page.key("Enter")
            check("table-view" in self.page.run("document.querySelector('main > section:not([hidden])').id"))
        finally:
            shell.close()

    def test_a_survey_runs_its_model_where_the_shell_lets_it(self):
        place = self.survey()
        shell = Shell(self.plens)
        try:
            url = shell.tell(f"serve '{place}' --port 0", r"http://[\d.:]+/")
            self.page.open(url + "#L0H0")
            self.page.wait("document.querySelector('#detail .example button:not(:disabled)')")
            shell.tell("set page.run off", "page.run|>")
            shell.tell("capture 'a b a b'", "demo>")
            self.page.run("document.querySelector('#detail .example button').click()")
            self.page.wait("document.getElementById('notes').textContent.includes(\"'set page.run on' does\")")
            self.page.open(url + "?later#L0H1")
            self.page.wait("document.querySelector('#detail .example button:disabled')")
            check("'set page.run on' does" in self.text("#detail"), self.text("#detail")[:200])
            shell.tell("set page.run on", "page.run|>")
            self.page.open(url + "?last#L0H0")
            self.page.wait("document.querySelector('#detail .example button:not(:disabled)')")
            self.page.run("document.querySelector('#detail .example button').click()")
            self.page.wait("document.querySelector('#detail .example canvas')")
        finally:
            shell.close()

    # Long prompts

    def test_a_long_prompt_is_seen_from_afar_and_from_near(self):
        count, folder = 6000, os.path.join(self.scratch, "far")
        queries = [[[math.sin(0.37 * t + h), math.cos(0.011 * t), 1.5] for h in range(2)] for t in range(count)]
        keys = [[[3 * math.sin(0.37 * t), 2 * math.cos(0.011 * t), 9.0 if t == 4321 else -1.0 if t else 4.0] for h in range(2)] for t in range(count)]
        pages.long_folder(folder, "m", HASH, count, queries, keys)

        def row(query, head=0):
            scores = [sum(a * b for a, b in zip(queries[query][head], keys[key][head])) / math.sqrt(3) for key in range(query + 1)]
            weights = [math.exp(score - max(scores)) for score in scores]
            return [weight / sum(weights) for weight in weights]

        with Viewer(self.plens, folder) as viewer:
            self.head(viewer, more="&cell=5000.4321")
            expected = row(5000)
            check(abs(self.value() - expected[4321]) < 1e-5 * expected[4321], f"{self.value()} is not {expected[4321]}")
            order = sorted(range(5001), key=lambda key: -expected[key])[:8]
            listed = self.page.wait("document.querySelectorAll('#strongest-list tr').length === 8 && [...document.querySelectorAll('#strongest-list tr')].map(row => parseInt(row.textContent))")
            check(listed == order, f"{listed}, not {order}")
            check(self.page.run("document.getElementById('whole').hidden"), "there is a map of what is shown whole")
            # The bright key is seen from afar, in the column where it stands.
            self.page.wait("!document.getElementById('status').textContent")
            self.shot("far")
            # In the grid each picture comes when it is there, and what is not waited for any more is not computed.
            seen = len(self.page.events)
            self.page.open(viewer.url)
            self.page.wait("document.querySelectorAll('.tile:not(.loading):not(.failed) canvas').length === 2 && document.querySelector('#prompts-table .row')")
            asked = [event["params"]["request"]["url"] for event in self.page.events[seen:] if event.get("method") == "Network.requestWillBeSent" and "/api/tiles" in event["params"]["request"]["url"]]
            check(len(asked) >= 2 and all("~" not in url and "%7E" not in url for url in asked), str(asked))
            self.head(viewer, more="&cell=5000.4321")
            # Words are found, and shown near.
            self.page.key("/")
            self.page.type("w4320 ")
            self.page.wait("document.getElementById('find-count').textContent === '1 of 1'")
            self.page.wait("!document.getElementById('whole').hidden && new URLSearchParams(location.search).get('zoom')")
            check(self.page.run("new URLSearchParams(location.search).get('cell')") == "4321.4321", self.page.run("location.search"))
            expected = row(4321)
            check(abs(self.value() - expected[4321]) < 1e-5 * expected[4321], f"{self.value()} is not {expected[4321]}")
            check("of 6,000" in self.text("#whole-hint"), self.text("#whole-hint"))
            # A part is drawn with its own cells: the bright one's right neighbour is masked, its left one weak.
            dark = """(() => { const c = document.querySelector('#panels canvas'), x = c.getContext('2d'), r = devicePixelRatio;
              const d = x.getImageData(0, 0, c.width, c.height).data; let n = 0;
              for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 200 && d[i] < 40 && d[i + 2] > 80) n++; return n; })()"""
            self.page.wait(f"{dark} > 50")
            self.shot("near")
            self.page.run("document.getElementById('whole-map').scrollIntoView()")
            x, y = self.page.run("(() => { const b = document.getElementById('whole-map').getBoundingClientRect(); return [b.x + b.width * .25, b.y + b.height * .5]; })()")
            self.page.click(x, y)
            self.page.wait("(() => { const [, x, y] = new URLSearchParams(location.search).get('zoom').split(',').map(Number); return Math.abs(x - 1500) < 120 && Math.abs(y - 3000) < 120; })()")
            self.page.key("Escape")
            self.page.key("0")
            self.page.wait("document.getElementById('whole').hidden")
            # Without the first token, rows rescaled.
            self.page.run("(() => { const f = document.getElementById('first'); f.value = 'renormalise'; f.dispatchEvent(new Event('change')); })()")
            self.page.key("ArrowUp")
            query, key = map(int, self.page.wait("new URLSearchParams(location.search).get('cell')").split("."))
            expected = row(query)
            shown = self.page.wait("(text => !['…', 'left out'].includes(text) && text)(document.getElementById('value').textContent)") if key else None
            check(key == 0 or abs(float(shown) - expected[key] / (1 - expected[0])) < 1e-5, f"{shown} at {query}, {key}")

    def test_a_folder_has_no_model_to_type_into(self):
        with Viewer(self.plens, self.demo) as viewer:
            self.page.open(viewer.url)
            check(self.page.run("document.getElementById('typing').hidden"))

    def test_nothing_was_wrong_in_the_console(self):
        expected = ("file://", "Framing", "CORS policy")  # what tests of refusals bring about
        found = [problem for problem in self.page.problems() if not any(part in problem for part in expected)]
        check(not found, "\n".join(found))


if __name__ == "__main__":
    run(Tests, "runs", __doc__)
