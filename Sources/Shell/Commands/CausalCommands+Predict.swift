import Activations
import Causal
import Language
import Terminal
import Text
import Transformers
import Workspace

extension ShellCommand {
  static let predict = ShellCommand(
    spec: CommandSpec(
      "predict", "List what a model says comes next", group: "Doing",
      doc: """
        Tokens by their logits at the last token, with probabilities (softmax) and their logarithms in \
        nats; rank is the number of tokens with a larger logit, 0 for the best guess. With --answer one row \
        a prompt: the answer's logit less that of --against is the difference.

        With --tokens a row for each token: the loss of the next one is minus its log probability, given \
        all before it. An encoder says what stands at each [MASK] of the text.
        """,
      operands: [causalPrompts],
      options: [
        modelsOption, answerOption, againstOption, atOption, chatOption,
        OptionSpec(.top, .integer(1...Int.max), "How many tokens", default: "10"),
        OptionSpec(flag: .tokens, "A row for each token of the prompt: how well it was foreseen"),
      ],
      examples: [
        .init("predict '\(storyText)' --top 5"),
        .init("predict '\(storyText)' --answer ' Mary' --against ' John'"),
        .init("predict p0 --tokens", "which tokens the model saw coming"),
        .init("edit silent = L2H0.z: 0; predict p0 -m demo,demo+silent --answer ' Mary'"),
      ],
      takes: [.nothing, .prompts, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let models = try workspace.models(invocation, for: console)
    let isAsked = invocation.isGiven(.answer) || invocation.isGiven(.against)
    guard !(isAsked && (invocation.flag(.tokens) || invocation.isGiven(.top))) else {
      throw ShellError(.usage, "--answer asks about one token: leave --top and --tokens out")
    }
    var asked: [(model: LoadedModel, prompt: CausalPrompt)] = []
    for model in models {
      let prompts = try workspace.causalPrompts(invocation, input, model, for: console)
      asked += prompts.map { (model, $0) }
    }
    let progress = console.progress("predict", total: asked.count)
    defer { progress.finish() }
    var tables: [Table] = []
    for (model, prompt) in asked {
      let prediction = try model.edited.predict(
        prompt.tokens, checkpoint: console.checkpoint)
      let table: Table
      if isAsked {
        let answer = try console.causalAnswer(
          invocation, after: prompt, model, isTold: tables.isEmpty, takesOwn: false)
        table = score(of: answer, prediction, model)
      } else if invocation.flag(.tokens) {
        table = try perToken(prediction, prompt, model)
      } else {
        let places = try console.causalPositions(invocation, prompt, model)
        table = guesses(
          places, prediction, invocation.integer(.top) ?? 10, prompt, model)
      }
      let isOne = asked.count == models.count
      let named = isOne ? table : table.naming(prompt.record)
      tables.append(models.count > 1 ? named.naming(model) : named)
      progress.advance()
    }
    return .table(Table(joining: tables))
  }

  static let lens = ShellCommand(
    spec: CommandSpec(
      "lens", "Read what a model would say after each layer", group: "Doing",
      doc: """
        The logit lens (nostalgebraist, 2020): the model's end, its last norm and unembedding, applied to the \
        residual stream before each layer, with the statistics of that stream. The last row is the model's own \
        prediction. Layers are numbered by what they are before; rank is 0 for the best guess.
        """,
      operands: [causalPrompts],
      options: causalOptions + [
        OptionSpec(flag: .tokens, "At every token, not at the last alone")
      ],
      examples: [
        .init("lens '\(storyText)' --answer ' Mary'", "where the answer comes up"),
        .init("lens p0 --tokens"),
      ],
      takes: [.nothing, .prompts, .table], gives: .table)
  ) { invocation, input, workspace, console in
    let model = try workspace.model(invocation.text(.model), for: console)
    let prompt = try workspace.causalPrompt(invocation, input, model, for: console)
    let answer = try console.causalAnswer(invocation, after: prompt, model, needsMask: false)
    let asked = [answer.token, answer.against].compactMap(\.self)
    let rows = try model.edited.lens(
      prompt.tokens, positions: invocation.flag(.tokens) ? nil : [answer.position], top: 1,
      asking: asked,
      checkpoint: console.checkpoint)
    var columns: [Table.Column] = [.integer("layer", rows.map(\.layer))]
    if invocation.flag(.tokens) {
      columns.append(.integer("query", rows.map(\.position)))
      columns.append(.text("token", rows.map { prompt.labels[$0.position] }))
    }
    columns.append(.text("guess", rows.map { model.piece($0.top[0].token) }))
    columns.append(.number("guess_prob", rows.map { $0.top[0].probability }))
    if answer.token != nil {
      if answer.against != nil {
        let differences = rows.map { Double($0.asked[0].logit) - Double($0.asked[1].logit) }
        columns.append(.number("difference", differences))
      }
      columns.append(.number("logit", rows.map { Double($0.asked[0].logit) }))
      columns.append(.number("prob", rows.map { $0.asked[0].probability }))
      columns.append(.integer("rank", rows.map { $0.asked[0].rank }))
    }
    return .table(Table(columns))
  }

  /// The best tokens at some places; the places are named where there are several, or it is not the
  /// last.
  private static func guesses(
    _ places: [Int], _ prediction: Prediction, _ count: Int, _ prompt: CausalPrompt,
    _ model: LoadedModel
  ) -> Table {
    let rows = places.flatMap { place in
      prediction.top(count, at: place).map { (place: place, score: $0) }
    }
    var columns: [Table.Column] = []
    if places != [prompt.labels.count - 1] {
      columns = [
        .integer("query", rows.map(\.place)),
        .text("query_token", rows.map { prompt.labels[$0.place] }),
      ]
    }
    let scores = rows.map(\.score)
    return Table(
      columns + [
        .integer("rank", scores.map(\.rank)), .integer("id", scores.map(\.token)),
        .text("token", scores.map { model.piece($0.token) }),
        .number("logit", scores.map { Double($0.logit) }),
        .number("prob", scores.map(\.probability)),
        .number("logprob", scores.map(\.logProbability)),
      ])
  }

  private static func score(
    of answer: CausalAnswer, _ prediction: Prediction, _ model: LoadedModel
  ) -> Table {
    let token = answer.token ?? 0
    let score = prediction.scores.score(of: token, at: answer.position)
    var columns: [Table.Column] = [.text("answer", [model.piece(token)])]
    if let against = answer.against {
      let other = prediction.scores.logit(of: against, at: answer.position)
      columns.append(.text("against", [model.piece(against)]))
      columns.append(.number("difference", [Double(score.logit) - Double(other)]))
    }
    columns += [
      .number("logit", [Double(score.logit)]), .number("prob", [score.probability]),
      .number("logprob", [score.logProbability]), .integer("rank", [score.rank]),
    ]
    return Table(columns)
  }

  private static func perToken(
    _ prediction: Prediction, _ prompt: CausalPrompt, _ model: LoadedModel
  ) throws -> Table {
    guard let losses = prediction.losses else {
      throw ShellError(
        .failed,
        "\(model.config.name) sees the tokens that follow: it foresees none, and has no loss")
    }
    let queries = Array(losses.indices)
    let next = queries.map { query in
      prediction.scores.score(of: prediction.tokens[query + 1], at: query)
    }
    let best = queries.map { prediction.top(1, at: $0)[0] }
    return Table([
      .integer("query", queries), .text("token", queries.map { prompt.labels[$0] }),
      .text("next", next.map { model.piece($0.token) }), .number("loss", losses),
      .number("prob", next.map(\.probability)), .integer("rank", next.map(\.rank)),
      .text("guess", best.map { model.piece($0.token) }),
      .number("guess_prob", best.map(\.probability)),
    ])
  }
}

extension Table {
  /// The same rows with the prompt that they are of.
  func naming(_ prompt: PromptRecord) -> Table {
    Table([.prompt("prompt", Array(repeating: prompt, count: rowCount))] + columns)
  }

  /// The same rows with the model that they are of.
  func naming(_ model: LoadedModel) -> Table {
    Table([.text("model", Array(repeating: model.config.name, count: rowCount))] + columns)
  }
}
