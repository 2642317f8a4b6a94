import ArgumentParser
import Grading

/// What commands that run labs share.
enum AuthorGrading {
  /// - Parameter products: the build folder with the two kits, which are built when missing.
  static func grader(root: String, products: String?) throws -> Grader {
    let folder = products.map { AbsolutePath.of($0) } ?? root + "/.build/release"
    let toolchain = try LabToolchain(products: folder, includes: [root + "/Sources/CKernels/include"])
    if !toolchain.isPrepared { try LabToolchain.prepare(checkout: root) }
    let cache = root + "/.build/keiryo-dev"
    // Models that labs ask for are built and examined by the product itself, once per recipe.
    let examiner = ArtefactProgram(folder + "/keiryo", ["lab", "examine", "--cache", cache + "/artefacts"])
    return Grader(toolchain: toolchain, cacheDirectory: cache, examiner: examiner)
  }

  /// The labs with these ids; all when none is named.
  static func labs(_ names: [String], of catalog: LabCatalog) throws -> [Lab] {
    let chosen = names.isEmpty ? catalog.labs : names.compactMap { catalog[$0] }
    guard names.isEmpty || chosen.count == names.count else {
      throw ValidationError("No such lab. Labs: " + catalog.labs.map(\.id).joined(separator: ", "))
    }
    return chosen
  }
}
