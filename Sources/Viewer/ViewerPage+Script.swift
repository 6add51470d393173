extension ViewerPage {
  /// What the page does.
  ///
  /// Whatever comes from the store enters the page as text, never as HTML. The model, prompt and
  /// head shown are in the address.
  static let script = #"""
    const at = id => document.getElementById(id);
    const state = { models: [], prompts: [], model: null, prompt: null, head: null };
    let shown = null; // the enlarged head: { n, values, labels }
    let cursor = { query: 0, key: 0 };
    const turn = { list: 0, head: 0 }; // answers to an older choice are dropped

    const place = () => state.model.name.split("/").map(encodeURIComponent).join("/")
      + "/" + encodeURIComponent(state.prompt.hash);

    function make(tag, text, name) {
      const element = document.createElement(tag);
      if (text !== undefined) element.textContent = text;
      if (name) element.className = name;
      return element;
    }

    function say(text, isProblem = false) {
      at("status").textContent = text;
      at("status").classList.toggle("problem", isProblem);
    }

    async function get(path) {
      let answer;
      try { answer = await fetch(path); } catch {
        throw new Error("The viewer does not answer; it may have been stopped.");
      }
      if (!answer.ok) throw new Error((await answer.text()).trim() || `HTTP ${answer.status}`);
      return answer;
    }

    // The shortest decimal that is this float32 and no other.
    function exact(value) {
      if (!Number.isFinite(value)) return String(value);
      for (let digits = 1; digits < 9; digits++) {
        const short = Number(value.toPrecision(digits));
        if (Math.fround(short) === value) return String(short);
      }
      return String(Number(value.toPrecision(9)));
    }

    // White space and control characters so that they can be seen.
    const visible = token => token.replace(/[\u0000-\u0020\u007f]/g,
      c => c === "\u007f" ? "\u2421" : c === " " ? "\u2423"
        : String.fromCharCode(0x2400 + c.charCodeAt(0)));

    function remember() {
      const parts = new URLSearchParams();
      if (state.model) parts.set("model", state.model.name);
      if (state.prompt) parts.set("prompt", state.prompt.hash);
      if (state.head) parts.set("head", `L${state.head.layer}H${state.head.index}`);
      history.replaceState(null, "", "#" + parts);
    }

    function listPrompts() {
      const words = at("find").value.toLowerCase();
      const found = state.prompts.filter(p => p.text.toLowerCase().includes(words));
      at("prompt").replaceChildren(...found.map(p => {
        const option = make("option", p.text.replace(/\s+/g, " ").slice(0, 120));
        option.value = p.hash;
        return option;
      }));
      return found;
    }

    async function chooseModel(name, hash, head) {
      const mine = ++turn.list;
      close();
      state.model = state.models.find(m => m.name === name) ?? state.models[0];
      state.prompts = [];
      state.prompt = null;
      listPrompts();
      drawGrid();
      if (!state.model) return say("There are no captures in this folder yet.");
      at("model").value = state.model.name;
      try {
        const answer = await get("/api/prompts?model=" + encodeURIComponent(state.model.name));
        const prompts = await answer.json();
        if (mine !== turn.list) return;
        state.prompts = prompts;
      } catch (error) { if (mine === turn.list) say(error.message, true); return; }
      const found = listPrompts();
      choosePrompt(found.some(p => p.hash === hash) ? hash : found[0]?.hash, head);
    }

    function choosePrompt(hash, head) {
      state.prompt = state.prompts.find(p => p.hash === hash) ?? null;
      if (state.prompt) at("prompt").value = hash;
      drawGrid();
      const keep = head ?? state.head;
      close();
      if (keep && state.prompt) open(keep.layer, keep.index);
      remember();
    }

    function drawGrid() {
      const grid = at("grid");
      grid.replaceChildren();
      if (!state.model) return;
      const { n_layers: layers, n_heads: heads } = state.model;
      if (!state.prompt) return say(state.prompts.length
        ? "No prompt has this text." : "This model has no prompts here.");
      if (!layers || !heads) return say("The numbers of layers and heads are unknown: "
        + "model_cfg.json is missing or can't be read.", true);
      const tokens = state.prompt.tokens?.length;
      say(`${layers} layers, ${heads} heads`
        + (tokens === undefined ? "" : `, ${tokens} tokens`) + ".");
      let failed = 0;
      grid.style.gridTemplateColumns = `auto repeat(${heads}, max-content)`;
      grid.append(make("span", ""));
      for (let index = 0; index < heads; index++) grid.append(make("span", "H" + index));
      for (let layer = 0; layer < layers; layer++) {
        grid.append(make("span", "L" + layer));
        for (let index = 0; index < heads; index++) {
          const button = make("button");
          const image = make("img");
          button.type = "button";
          button.title = image.alt = `L${layer}H${index}`;
          button.dataset.head = image.alt;
          image.loading = "lazy";
          image.onerror = () => {
            button.className = "failed";
            button.append("no figure");
            failed += 1;
            say(`${failed} of the figures could not be drawn; open one to see why.`, true);
          };
          image.src = `/api/tile/${place()}/${layer}/${index}/raw.png`;
          button.onclick = () => open(layer, index);
          button.append(image);
          grid.append(button);
        }
      }
    }

    function mark() {
      const name = state.head ? `L${state.head.layer}H${state.head.index}` : "";
      for (const button of at("grid").querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(button.dataset.head === name));
      }
    }

    function close() {
      turn.head++;
      state.head = shown = null;
      at("detail").hidden = true;
      mark();
      if (state.model) remember();
    }

    async function open(layer, index) {
      const mine = ++turn.head;
      state.head = { layer, index };
      shown = null;
      const url = `/api/pattern/${place()}/${layer}/${index}`;
      at("detail").hidden = false;
      at("head").textContent = `${state.model.name} L${layer}H${index}`;
      at("figure").hidden = true;
      at("text").replaceChildren();
      at("value").textContent = "Loading.";
      at("file").href = url;
      at("file").download = `L${layer}H${index}.f32`;
      mark();
      remember();
      try {
        const answer = await get(url);
        const shape = answer.headers.get("X-Shape").split(",").map(Number);
        const view = new DataView(await answer.arrayBuffer());
        if (mine !== turn.head) return;
        const values = new Float32Array(view.byteLength / 4);
        for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(4 * i, true);
        if (shape.length !== 2 || shape[0] * shape[1] !== values.length) {
          throw new Error(`The pattern's shape ${shape} does not fit its ${values.length} values.`);
        }
        draw(shape, values);
      } catch (error) { if (mine === turn.head) at("value").textContent = error.message; }
    }

    function draw([rows, columns], values) {
      let tokens = state.prompt.tokens ?? [];
      let note = "";
      if (tokens.length + 1 === columns) tokens = ["<BOS>", ...tokens];
      else if (tokens.length !== columns) {
        note = ` The prompt has ${tokens.length} tokens and the pattern ${columns} columns: `
          + "tokens are not shown.";
        tokens = [];
      }
      shown = { rows, columns, values, tokens, note };
      const size = Math.max(columns, Math.min(560, 32 * columns));
      const height = size * rows / columns;
      at("figure").hidden = false;
      at("frame").style.width = size + "px";
      at("frame").style.height = height + "px";
      at("picture").src = `/api/tile/${place()}/${state.head.layer}/${state.head.index}/raw.png`;
      const fits = tokens.length > 0 && size / columns >= 11;
      const label = (token, side) => {
        const span = make("span", visible(token));
        span.style[side] = span.style.lineHeight = size / columns + "px";
        return span;
      };
      at("keys").replaceChildren(...(fits ? tokens.map(t => label(t, "width")) : []));
      at("queries").replaceChildren(
        ...(fits && rows === columns ? tokens.map(t => label(t, "height")) : []));
      at("text").replaceChildren(...tokens.map(t => make("span", visible(t))));
      cursor = { query: rows - 1, key: 0 };
      move(0, 0);
    }

    function move(down, right) {
      if (!shown) return;
      const { rows, columns, values, tokens, note } = shown;
      const query = cursor.query = Math.max(0, Math.min(rows - 1, cursor.query + down));
      const key = cursor.key = Math.max(0, Math.min(columns - 1, cursor.key + right));
      const named = i => tokens[i] === undefined ? `${i}` : `${i} "${visible(tokens[i])}"`;
      at("value").textContent = `query ${named(query)}, key ${named(key)}: `
        + exact(values[query * columns + key]) + "." + note;
      const cell = at("cell");
      cell.hidden = false;
      cell.style.left = 100 * key / columns + "%";
      cell.style.top = 100 * query / rows + "%";
      cell.style.width = 100 / columns + "%";
      cell.style.height = 100 / rows + "%";
      [...at("keys").children].forEach((s, i) => s.classList.toggle("on", i === key));
      [...at("queries").children].forEach((s, i) => s.classList.toggle("on", i === query));
      [...at("text").children].forEach((span, i) => {
        span.style.setProperty("--share", Math.min(1, Math.max(0, values[query * columns + i])));
        span.classList.toggle("query", i === query);
      });
    }

    at("frame").addEventListener("pointermove", event => {
      if (!shown) return;
      const box = at("frame").getBoundingClientRect();
      cursor.query = Math.floor((event.clientY - box.top) / box.height * shown.rows);
      cursor.key = Math.floor((event.clientX - box.left) / box.width * shown.columns);
      move(0, 0);
    });
    at("frame").addEventListener("keydown", event => {
      const step = event.ctrlKey ? 10 : 1;
      const moves = { ArrowUp: [-step, 0], ArrowDown: [step, 0], ArrowLeft: [0, -step],
        ArrowRight: [0, step] };
      if (!moves[event.key]) return;
      event.preventDefault();
      move(...moves[event.key]);
    });
    addEventListener("keydown", event => { if (event.key === "Escape") close(); });
    at("close").onclick = close;
    at("model").onchange = () => chooseModel(at("model").value);
    at("prompt").onchange = () => choosePrompt(at("prompt").value);
    at("find").oninput = () => {
      const found = listPrompts();
      if (found.some(p => p.hash === state.prompt?.hash)) at("prompt").value = state.prompt.hash;
      else choosePrompt(found[0]?.hash);
    };

    try {
      const asked = new URLSearchParams(location.hash.slice(1));
      const head = /^L(\d+)H(\d+)$/.exec(asked.get("head") ?? "");
      state.models = await (await get("/api/models")).json();
      at("model").replaceChildren(...state.models.map(m => {
        const option = make("option", m.name);
        option.value = m.name;
        return option;
      }));
      await chooseModel(asked.get("model"), asked.get("prompt"),
        head && { layer: Number(head[1]), index: Number(head[2]) });
    } catch (error) { say(error.message, true); }
    """#
}
