import Datasets
import Formats
import Foundation
import Tensors
import Testing

@Suite("MNIST")
struct MNISTTests {
  /// A folder with four plain IDX files of `count` images of 2 × 2 pixels.
  private func folder(images: Int, labels: [UInt8]) throws -> URL {
    let folder = URL.temporaryDirectory.appending(path: "keiryo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for prefix in ["train", "t10k"] {
      let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, UInt8(images), 0, 0, 0, 2, 0, 0, 0, 2]
      let pixels = (0..<4 * images).map { UInt8($0) }
      try Data(header + pixels).write(to: folder.appending(path: "\(prefix)-images-idx3-ubyte"))
      try Data([0, 0, 8, 1, 0, 0, 0, UInt8(labels.count)] + labels)
        .write(to: folder.appending(path: "\(prefix)-labels-idx1-ubyte"))
    }
    return folder
  }

  @Test("images get a channel axis and keep their labels")
  func small() throws {
    let folder = try folder(images: 3, labels: [7, 0, 9])
    defer { try? FileManager.default.removeItem(at: folder) }
    let dataset = try IDXFolder.mnist.images(of: folder, split: .test)
    #expect(dataset.inputs.shape == [3, 2, 2, 1])
    #expect(dataset.labels == [7, 0, 9])
    #expect(dataset.inputs.elements(as: UInt8.self) == (0..<12).map { UInt8($0) })
    // By hand: (0/255 − 0.1307)/0.3081.
    #expect(abs(try dataset.batch([0]).inputs.floats[0] + 0.424_213) < 1e-6)
  }

  @Test("labels that are no digits, counts that differ and missing files throw")
  func refusals() throws {
    for labels: [UInt8] in [[7, 0, 10], [7, 0]] {
      let folder = try folder(images: 3, labels: labels)
      defer { try? FileManager.default.removeItem(at: folder) }
      #expect(throws: LoadingError.self) { try IDXFolder.mnist.images(of: folder, split: .test) }
    }
    #expect(throws: LoadingError.self) { try IDXFolder.mnist.images(of: URL(filePath: "/nowhere"), split: .test) }
  }

  @Test("the public files, when they are there")
  func real() throws {
    let root =
      ProcessInfo.processInfo.environment["KEIRYO_DATA"].map { URL(filePath: $0) }
      ?? URL(filePath: #filePath).appending(path: "../../../../shared").standardized
    let folder = root.appending(path: "data/mnist")
    guard FileManager.default.fileExists(atPath: folder.path) else {
      print("skipped: \(folder.path) is not there; set KEIRYO_DATA to the folder that holds data/mnist")
      return
    }
    let parts = try IDXFolder.mnist.parts(of: folder)
    #expect(parts.train.count + parts.calibration.count + parts.validation.count == 60_000)
    let pixels = try IDXFolder.mnist.images(of: folder, split: .train).inputs.elements(as: UInt8.self)
    let mean = pixels.reduce(0.0) { $0 + Double($1) } / Double(pixels.count) / 255
    // The published mean, rounded to four digits.
    #expect(abs(mean - 0.1307) < 0.00005)
  }
}
