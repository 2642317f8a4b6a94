extension MarkdownDocument {
  /// The document with its measurement references replaced, ready to render. References without a value stay as
  /// written; ``LessonCheck`` reports them before a lesson is published.
  ///
  /// - Throws: ``LessonError/tooLarge(file:bytes:limit:)`` when the values make the text too long.
  package func resolvingMeasurements(
    file: String, _ lookup: (MeasurementReference) -> String?
  ) throws(LessonError) -> MarkdownDocument {
    let resolved = MeasurementReference.resolve(source, lookup).text
    return resolved == source ? self : try MarkdownDocument(resolved, file: file)
  }
}
