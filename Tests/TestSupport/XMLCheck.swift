package import Foundation
package import FoundationXML

/// What a strict XML parser finds in a document.
package final class XMLCheck: NSObject, XMLParserDelegate {
  /// How often each element occurs.
  package private(set) var elements: [String: Int] = [:]

  /// The texts of `text` and `title` elements.
  package private(set) var texts: [String] = []

  private var isText = false

  /// Parses `bytes`; throws what is wrong with them.
  package init(_ bytes: [UInt8]) throws {
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    guard parser.parse() else {
      throw parser.parserError ?? CocoaError(.fileReadCorruptFile)
    }
  }

  package func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    if name == "text" || name == "title" {
      isText = true
      texts.append("")
    }
  }

  package func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "text" || name == "title" { isText = false }
  }

  package func parser(_ parser: XMLParser, foundCharacters string: String) {
    if isText { texts[texts.count - 1] += string }
  }
}
