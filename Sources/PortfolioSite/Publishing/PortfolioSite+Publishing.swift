private import Foundation
package import Reports

extension PortfolioSite {
  /// Renders a bundle into a folder. The new site is complete on disk before it takes the old one's place in one step,
  /// so whoever looks, or whatever kills this, finds the old site or the new one.
  /// - Returns: the files written.
  @discardableResult
  package static func publish(
    _ bundle: EvidenceBundle, to folder: String, scan: CanaryScan
  ) throws(PortfolioError) -> [SiteFile] {
    let files = try render(bundle)
    let names = Language.allCases.map { bundle.author.name[$0] }
    for file in files {
      if let what = scan.hit(in: String(decoding: file.bytes, as: UTF8.self), authorNames: names) {
        throw .leak(file: file.path, what: what)
      }
    }
    try FolderSwap(target: folder).replace(with: files)
    return files
  }

  /// Files of a published site that are not what its own bundle renders to, or are missing; empty when all are.
  package static func differences(inSite folder: String) throws(PortfolioError) -> [String] {
    let path = (folder as NSString).appendingPathComponent(BundleFile.name)
    guard let data = FileManager.default.contents(atPath: path) else { throw .file(path: path, code: ENOENT) }
    let bundle: EvidenceBundle
    do { bundle = try BundleFile(bytes: [UInt8](data)).bundle } catch { throw .brokenBundle([error.fault]) }
    return try render(bundle).filter { file in
      let found = FileManager.default.contents(atPath: (folder as NSString).appendingPathComponent(file.path))
      return found.map { [UInt8]($0) } != file.bytes
    }.map(\.path)
  }
}
