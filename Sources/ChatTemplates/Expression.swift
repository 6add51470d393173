/// An expression of the template language.
indirect enum Expression: Sendable {
  case literal(TemplateValue)
  case name(String)
  case list([Expression])
  case dict([(Expression, Expression)])
  case attribute(Expression, String)
  case item(Expression, Expression)
  case slice(Expression, from: Expression?, to: Expression?, step: Expression?)
  case call(Expression, TemplateArguments)
  case filter(Expression, String, TemplateArguments)
  case test(Expression, String, TemplateArguments)
  case not(Expression)
  case negative(Expression)
  case binary(String, Expression, Expression)
  case and(Expression, Expression)
  case or(Expression, Expression)
  case choice(Expression, if: Expression, else: Expression?)
}

/// What a call is given.
struct TemplateArguments: Sendable {
  var plain: [Expression] = []
  var named: [(name: String, value: Expression)] = []
}

/// A step of a template.
indirect enum TemplateStatement: Sendable {
  case text(String)
  case output(Expression)
  case condition([(Expression, [TemplateStatement])], otherwise: [TemplateStatement])
  case loop(Loop)
  case set(Target, Expression)
  case setText(Target, [TemplateStatement])
  case macro(Macro)
  case skip
  case leave
}

/// What an assignment changes.
enum Target: Sendable {
  case names([String])
  case field(of: String, String)
}

/// A loop over the items of a value.
struct Loop: Sendable {
  let names: [String]
  let items: Expression
  let condition: Expression?
  let body: [TemplateStatement]
  let otherwise: [TemplateStatement]
}
