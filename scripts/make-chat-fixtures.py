"""Renders the chat templates of Tests/Fixtures/chat by Hugging Face's transformers: expected.json beside them.

python3 scripts/make-chat-fixtures.py Tests/Fixtures/chat

The date that templates tell is 5 March 2025. What a template refuses is kept as an object with its error. Needs PyPI's transformers
(4.57 was used) and jinja2.
"""
import datetime
import json
import pathlib
import sys

from transformers.utils import chat_template_utils


class Date(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2025, 3, 5, 12, 0, 0)


chat_template_utils.datetime = Date
folder = pathlib.Path(sys.argv[1])
tokens = json.loads((folder / "tokens.json").read_text())
conversations = json.loads((folder / "conversations.json").read_text())
expected = {}
for name, (bos, eos) in tokens.items():
    source = (folder / "templates" / f"{name}.jinja").read_text()
    special = {"bos_token": bos, "eos_token": eos}
    expected[name] = {}
    for title, conversation in conversations.items():
        variables = dict(conversation.get("variables", {}))
        for prompt in (True, False):
            try:
                texts, _ = chat_template_utils.render_jinja_template(
                    conversations=[conversation["messages"]],
                    tools=variables.get("tools"), documents=variables.get("documents"),
                    chat_template=source, add_generation_prompt=prompt,
                    **{k: v for k, v in special.items() if v is not None},
                    **{k: v for k, v in variables.items() if k not in ("tools", "documents")},
                )
                result = texts[0]
            except Exception as error:
                result = {"error": type(error).__name__, "message": str(error)}
            expected[name][f"{title}, {'with' if prompt else 'without'} prompt"] = result
text = json.dumps(expected, ensure_ascii=False, indent=1)
(folder / "expected.json").write_text(text + "\n")
print({name: sum(isinstance(r, dict) for r in cases.values()) for name, cases in expected.items()}, "refusals")
