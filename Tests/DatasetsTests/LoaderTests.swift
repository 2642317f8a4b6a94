import Datasets
import Formats
import Foundation
import Hashing
import Tensors
import Testing

/// A folder that goes away.
private final class Place {
  let url = URL.temporaryDirectory.appending(path: "keiryo-\(UUID().uuidString)", directoryHint: .isDirectory)

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ path: String, _ bytes: [UInt8]) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}

extension DatasetParts {
  /// How many samples stand in two parts.
  fileprivate var shared: Int {
    let all = DatasetSplit.allCases.map { Set(self[$0].sampleDigests) }
    return all.reduce(0) { $0 + $1.count } - all.reduce(Set<SHA256Digest>()) { $0.union($1) }.count
  }
}

@Suite("CIFAR-10")
struct CIFAR10Tests {
  /// Records whose red, green and blue planes count up from the seed.
  private func batch(_ labels: [UInt8], seed: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, label) in labels.enumerated() {
      bytes.append(label)
      for place in 0..<3_072 {
        let level = place / 1_024 * 70 + place % 1_024 + 13 * (seed + index)
        bytes.append(UInt8(level % 251))
      }
    }
    return bytes
  }

  private func place(_ change: (Place) throws -> Void = { _ in }) throws -> Place {
    let place = try Place()
    for number in 1...5 {
      try place.write("data_batch_\(number).bin", batch((0..<8).map { UInt8(($0 + number) % 10) }, seed: 8 * number))
    }
    try place.write("test_batch.bin", batch([3, 9], seed: 400))
    try change(place)
    return place
  }

  @Test("planes become pixels; labels and shares are right; the inner folder is found")
  func reading() throws {
    let place = try place()
    let parts = try CIFAR10.parts(of: place.url)
    #expect(parts.test.labels == [3, 9] && parts.test.inputs.shape == [2, 32, 32, 3])
    #expect(parts.train.count + parts.calibration.count + parts.validation.count == 40)
    let levels = parts.test.inputs.elements(as: UInt8.self)
    // By hand: plane c, pixel p of image 0 is (70·c + p + 13·400) mod 251.
    for (pixel, channel) in [(0, 0), (0, 2), (5, 1), (1_023, 2)] {
      #expect(levels[3 * pixel + channel] == UInt8((70 * channel + pixel + 5_200) % 251))
    }
    let outer = try Place()
    try FileManager.default.moveItem(at: place.url, to: outer.url.appending(path: "cifar-10-batches-bin"))
    #expect(try CIFAR10.parts(of: outer.url).test.identity == parts.test.identity)
  }

  @Test("a test image that also stands among the training images is taken out of those")
  func leak() throws {
    let place = try place { try $0.write("test_batch.bin", batch([3, 9], seed: 8)) }
    let parts = try CIFAR10.parts(of: place.url)
    #expect(parts.test.count == 2 && parts.shared == 0)
    #expect(parts.count == 40)
  }

  @Test("missing, empty, cut and mislabelled files throw")
  func refusals() throws {
    let whole = batch([1, 2], seed: 1)
    for bytes in [[], Array(whole.dropLast()), Array(whole[..<3_000]), batch([10], seed: 1)] {
      let place = try place { try $0.write("data_batch_3.bin", bytes) }
      #expect(throws: LoadingError.self) { try CIFAR10.parts(of: place.url) }
    }
    let place = try place { try FileManager.default.removeItem(at: $0.url.appending(path: "data_batch_5.bin")) }
    #expect(throws: LoadingError.self) { try CIFAR10.parts(of: place.url) }
  }
}

@Suite("Folders of images")
struct ImageFolderTests {
  /// 60 images per class; class `red` is red where class `blue` is blue, in different sizes.
  private func fill(_ place: Place, _ folder: String = "", count: Int = 60, shift: Int = 0) throws {
    for (channel, name) in [(2, "blue"), (0, "red")] {
      for index in 0..<count {
        let (width, height) = (8 + index % 3, 6 + index % 2)
        var levels = [UInt8](repeating: UInt8((3 * index + shift) % 250), count: width * height * 3)
        for pixel in 0..<width * height { levels[3 * pixel + channel] = 255 }
        let pixels = ImagePixels(width: width, height: height, channels: 3, levels: levels)
        try place.write("\(folder)\(name)/\(index).png", PNGWriter.bytes(of: pixels, file: "x"))
      }
    }
  }

  @Test("classes in the order of their names, divided by hash, normalized by the training pixels")
  func reading() throws {
    let place = try Place()
    try fill(place)
    try place.write("red/notes.txt", [1])
    try place.write(".hidden/1.png", [1])
    let parts = try ImageFolder.parts(of: place.url, shape: [4, 4, 3])
    #expect(parts.train.classNames.map(\.en) == ["blue", "red"])
    #expect(parts.count == 120 && parts.shared == 0 && parts.train.count > 60)
    let batch = try parts.train.batch(0..<parts.train.count)
    let mean = batch.inputs.floats.reduce(0) { $0 + Double($1) } / Double(batch.inputs.count)
    #expect(abs(mean) < 1e-4)
    for (row, label) in parts.test.labels.enumerated() {
      let first = parts.test.inputs.elements(as: UInt8.self)[row * 48..<row * 48 + 3]
      #expect(Array(first)[label == 0 ? 2 : 0] == 255)
    }
    let again = try ImageFolder.parts(of: place.url, shape: [4, 4, 3])
    #expect(DatasetSplit.allCases.allSatisfy { again[$0].identity == parts[$0].identity })
    #expect(try ImageFolder.parts(of: place.url, shape: [4, 4, 1]).train.inputShape == [4, 4, 1])
  }

  @Test("folders train, test and val decide; equal images leave the training side")
  func named() throws {
    let place = try Place()
    try fill(place, "train/", count: 40)
    try fill(place, "test/", count: 10, shift: 120)
    try fill(place, "val/", count: 5, shift: 60)
    let parts = try ImageFolder.parts(of: place.url, shape: [4, 4, 3])
    #expect(parts.test.count == 20 && parts.validation.count == 10 && parts.shared == 0)
    // An image has one colour, whatever its size: validation image i is training image 20 + i, in both classes.
    #expect(parts.train.count + parts.calibration.count == 80 - 10)
  }

  @Test("an average is exact, a cut is around the middle, grey and colour change places")
  func scaling() {
    // Cut to the two in the middle.
    let row = ImagePixels(width: 4, height: 1, channels: 1, levels: [0, 10, 20, 31])
    #expect(row.scaled(height: 1, width: 2, channels: 1) == [10, 20])
    // By hand: 61 / 4 = 15.25.
    let square = ImagePixels(width: 2, height: 2, channels: 1, levels: [0, 10, 20, 31])
    #expect(square.scaled(height: 1, width: 1, channels: 1) == [15])
    #expect(
      square.scaled(height: 4, width: 4, channels: 1) == [0, 0, 10, 10, 0, 0, 10, 10, 20, 20, 31, 31, 20, 20, 31, 31])
    #expect(square.scaled(height: 2, width: 2, channels: 3) == [0, 0, 0, 10, 10, 10, 20, 20, 20, 31, 31, 31])
    let colour = ImagePixels(width: 1, height: 1, channels: 3, levels: [100, 200, 50])
    // 0.299·100 + 0.587·200 + 0.114·50 = 153.
    #expect(colour.scaled(height: 1, width: 1, channels: 1) == [153])
    let three = ImagePixels(width: 3, height: 3, channels: 1, levels: [0, 30, 60, 0, 30, 60, 0, 30, 60])
    // Two of three: the first takes the first column and half of the second: (0 + 15)/1.5 = 10, the other 50.
    #expect(three.scaled(height: 2, width: 2, channels: 1) == [10, 50, 10, 50])
  }

  @Test("nothing to read, a damaged image and a missing folder throw")
  func refusals() throws {
    let place = try Place()
    #expect(throws: LoadingError.self) { try ImageFolder.parts(of: place.url) }
    try place.write("a/1.txt", [1])
    #expect(throws: LoadingError.self) { try ImageFolder.parts(of: place.url) }
    try place.write("a/1.png", [0x89, 0x50, 0x4E, 0x47, 1])
    #expect(throws: LoadingError.self) { try ImageFolder.parts(of: place.url) }
    #expect(throws: LoadingError.self) { try ImageFolder.parts(of: URL(filePath: "/nowhere")) }
  }
}

@Suite("Folders of words")
struct SpeechFolderTests {
  /// A tone of one second, or shorter.
  private func wav(_ frequency: Double, samples: Int = 16_000, rate: Int = 16_000) -> [UInt8] {
    let data = (0..<samples).flatMap { index -> [UInt8] in
      let value = Int16(8_000 * sin(2 * .pi * frequency * Double(index) / 16_000))
      return [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
    }
    func little(_ value: Int, _ width: Int) -> [UInt8] { (0..<width).map { UInt8(value >> (8 * $0) & 0xFF) } }
    var bytes = Array("RIFF".utf8) + little(36 + data.count, 4) + Array("WAVEfmt ".utf8)
    bytes += little(16, 4) + little(1, 2) + little(1, 2)
    bytes += little(rate, 4) + little(2 * rate, 4)
    bytes += little(2, 2) + little(16, 2)
    bytes += Array("data".utf8) + little(data.count, 4)
    return bytes + data
  }

  private func place() throws -> Place {
    let place = try Place()
    for (number, word) in ["no", "yes"].enumerated() {
      for speaker in 0..<20 {
        for take in 0..<2 {
          let frequency = 300 + 50 * speaker + 1_000 * number + 7 * take
          let sound = wav(Double(frequency), samples: 8_000 + 500 * speaker)
          try place.write("\(word)/\(speaker)ab_nohash_\(take).wav", sound)
        }
      }
    }
    try place.write("_background_noise_/hum.wav", wav(50))
    return place
  }

  @Test("words are classes; a speaker is in one part")
  func speakers() throws {
    let place = try place()
    let parts = try SpeechFolder.parts(of: place.url)
    #expect(parts.train.classNames.map(\.en) == ["no", "yes"])
    #expect(parts.train.inputShape == [49, 40, 1])
    #expect(parts.count == 80 && parts.shared == 0)
    // A speaker has four recordings, which are all different.
    #expect(DatasetSplit.allCases.allSatisfy { parts[$0].count % 4 == 0 })
    // A sound shorter than a second ends in silence.
    #expect(parts.train.inputs.elements(as: UInt8.self)[48 * 40..<49 * 40].allSatisfy { $0 == 0 })
  }

  @Test("the lists of the distribution decide where they exist")
  func lists() throws {
    let place = try place()
    try place.write("validation_list.txt", Array("no/0ab_nohash_0.wav\nyes/1ab_nohash_1.wav\n".utf8))
    try place.write(
      "testing_list.txt", Array("no/2ab_nohash_0.wav\r\nno/2ab_nohash_1.wav\r\nyes/2ab_nohash_0.wav".utf8))
    let parts = try SpeechFolder.parts(of: place.url)
    #expect(parts.validation.labels == [0, 1] && parts.test.labels == [0, 0, 1])
    #expect(parts.train.count + parts.calibration.count == 75)
  }

  @Test("another rate and damaged files throw")
  func refusals() throws {
    for bytes in [wav(400, rate: 8_000), Array(wav(400).prefix(100)), []] {
      let place = try place()
      try place.write("no/bad.wav", bytes)
      #expect(throws: LoadingError.self) { try SpeechFolder.parts(of: place.url) }
    }
  }
}

@Suite("Tables")
struct TableFileTests {
  private func parts(_ text: String, label: String? = nil) throws -> DatasetParts {
    let place = try Place()
    try place.write("t.csv", Array(text.utf8))
    return try TableFile.parts(of: place.url.appending(path: "t.csv"), label: label)
  }

  private func all(_ parts: DatasetParts) -> [[Float]] {
    DatasetSplit.allCases.flatMap { split -> [[Float]] in
      let part = parts[split]
      let numbers = part.inputs.elements(as: Float.self)
      let width = part.inputShape.count
      return (0..<part.count).map { Array(numbers[$0 * width..<($0 + 1) * width]) }
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  @Test("the label is the column of that name, or the last; a header is found")
  func columns() throws {
    let named = try parts("x,Label,y\n1,b,2\n3,a,4\n")
    #expect(all(named) == [[1, 2], [3, 4]] && named.train.classNames.map(\.en) == ["a", "b"])
    let last = try parts("1,2,dog\n3, 4 ,\"cat, big\"\n")
    #expect(all(last) == [[1, 2], [3, 4]] && last.train.classNames.map(\.en) == ["cat, big", "dog"])
    let chosen = try parts("x,y,z\n1,2,3\n4,5,6\n", label: "x")
    #expect(all(chosen) == [[2, 3], [5, 6]] && chosen.train.classNames.map(\.en) == ["1", "4"])
    // Numbers in their order, not in that of their digits.
    #expect(try parts("1,10\n2,9\n3,-1\n").train.classNames.map(\.en) == ["-1", "9", "10"])
  }

  @Test("labels with a fraction are values")
  func values() throws {
    let parts = try parts("1,0.5\n2,1\n3,2\n")
    #expect(parts.train.targets.kind == .values && parts.count == 3)
  }

  @Test("columns get mean 0 and deviation 1 on the training rows")
  func normalization() throws {
    let text = (0..<400).map { "\($0),\(1_000 * ($0 % 7)),\($0 % 2)" }.joined(separator: "\n")
    let parts = try parts(text)
    #expect(parts.count == 400 && parts.shared == 0)
    let numbers = try parts.train.batch(0..<parts.train.count).inputs.floats
    for column in 0..<2 {
      let values = stride(from: column, to: numbers.count, by: 2).map { Double(numbers[$0]) }
      let mean = values.reduce(0, +) / Double(values.count)
      let square = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
      // Float32 rounding over 280 rows.
      #expect(abs(mean) < 1e-5 && abs(square - 1) < 1e-4)
    }
    #expect(parts.test.normalization == parts.train.normalization)
  }

  @Test("fields that are no numbers, no rows and unknown columns throw")
  func refusals() throws {
    for text in ["", "a,b\n", "a\n1\n", "1,2,x\n3,,y\n", "1,2,x\n3,nan,y\n", "1,2,x\n3,1e99,y\n", "1,2\n3\n"] {
      #expect(throws: LoadingError.self, "\(text)") { try parts(text) }
    }
    #expect(throws: LoadingError.self) { try parts("x,y\n1,2\n", label: "z") }
  }
}
