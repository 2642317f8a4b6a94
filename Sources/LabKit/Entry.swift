/// One function of a learner's file, callable by name.
public struct Entry {
  public let name: String
  let body: (WireReader, WireWriter) throws -> Void

  /// A function of any number of arguments.
  public init<each Argument: Wire, Result: Wire>(
    _ name: String, _ function: @escaping (repeat each Argument) throws -> Result
  ) {
    self.name = name
    body = { reader, writer in
      let arguments = (repeat try (each Argument)(from: reader))
      guard reader.left == 0 else { throw WireError.leftover(reader.left) }
      try function(repeat each arguments).encode(into: writer)
    }
  }

  /// A function of one argument, asked for many arguments in one call: the array of arguments comes in, the array of
  /// results goes back.
  public init<Argument: Wire, Result: Wire>(
    each name: String, _ function: @escaping (Argument) throws -> Result
  ) {
    self.init(name) { (arguments: [Argument]) in try arguments.map(function) }
  }

  /// A function of two arguments, asked for many pairs in one call.
  public init<First: Wire, Second: Wire, Result: Wire>(
    each name: String, _ function: @escaping (First, Second) throws -> Result
  ) {
    self.init(name) { (first: [First], second: [Second]) in
      guard first.count == second.count else { throw WireError.impossibleCount(second.count) }
      return try zip(first, second).map { try function($0, $1) }
    }
  }
}
