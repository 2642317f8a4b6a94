import Formats
import Foundation
import Tensors
import Testing

/// Files written by Pillow 13.0 (libpng 1.6, libjpeg-turbo), and what it reads from them.
private enum Vector {
  /// 6 × 4, red 10 + 40·x, green 20 + 60·y, blue 200 − 30·x.
  static let png =
    "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAECAIAAAAiZtkUAAAAGElEQVR4nGPkEjmhwfAIGbEw2DCgAeKEAKuNBtqucroxAAAAAElFTkSuQmCC"
  /// 5 × 3, grey 7·i.
  static let greyPNG =
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAADCAAAAAB+XZokAAAAGklEQVR4nGNkYGdnZ2dUZmdnZ2dRZmdnZwcABUIAoQGKV5EAAAAASUVORK5CYII="
  /// The first one with a palette of eight colours: its first row is two, then four equal pixels.
  static let palettePNG =
    "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAEBAMAAABfKlNwAAAAGFBMVEWqyFCqjFBaqoweqrmWUF8eULmWFF8eFLm/IMuBAAAAGUlEQVR4nGMsf8/Ac"
    + "u89A8u9dx+YGP6/BwA6pgfpMqNnAgAAAABJRU5ErkJggg=="
  /// 2 × 1: red, and a pixel of which nothing shows.
  static let transparentPNG =
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGP4z8Dwn5OTkwEADU0CGjapEF0AAAAASUVORK5CYII="
  /// The first one, quality 95, 4:4:4.
  static let jpeg =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsK"
    + "DAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAEAAYD"
    + "AREAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKB"
    + "kaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZ"
    + "mqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQF"
    + "BgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5"
    + "OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX"
    + "2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDvvgL/AME/v2Yjohz4H/5Zj+Nfb/Zr8r+k54k8Wf6xL999p9/PzPG+i/4uccf6tv8A"
    + "2j7K7915n//Z"
  static let jpegLevels: [UInt8] = [
    11, 20, 201, 50, 21, 171, 90, 18, 143, 131, 20, 112, 172, 20, 81, 212, 18, 52, 9, 80, 198, 48, 83, 167, 88, 80, 140,
    130, 82, 108, 168, 80, 76, 209, 80, 48, 11, 139, 204, 51, 142, 173, 90, 139, 146, 132, 141, 114, 170, 139, 82, 213,
    139, 54, 11, 199, 201, 50, 201, 170, 89, 198, 143, 131, 200, 111, 170, 199, 80, 213, 199, 51,
  ]
  /// The second one, quality 90.
  static let greyJPEG =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYU"
    + "GBIUFRT/wAALCAADAAUBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEG"
    + "E1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJ"
    + "ipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APnXwz8OvDX9"
    + "nj/iT23bsf8AGv/Z"
  static let greyJPEGLevels: [UInt8] = [0, 8, 15, 22, 29, 34, 41, 48, 55, 62, 71, 79, 86, 92, 99]

  static let all = [png, greyPNG, palettePNG, transparentPNG, jpeg, greyJPEG]

  static func bytes(_ text: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: text))) }
}

@Suite("Image files")
struct ImageFileTests {
  @Test("PNG: colours, grey, a palette, and transparency on white")
  func png() throws {
    let colour = try ImageFile.read(Vector.bytes(Vector.png), file: "a.png")
    #expect(colour.width == 6 && colour.height == 4 && colour.channels == 3)
    var expected: [UInt8] = []
    for y in 0..<4 {
      for x in 0..<6 { expected += [UInt8(10 + 40 * x), UInt8(20 + 60 * y), UInt8(200 - 30 * x)] }
    }
    #expect(colour.levels == expected)
    let grey = try ImageFile.read(Vector.bytes(Vector.greyPNG), file: "a.png")
    #expect(grey == ImagePixels(width: 5, height: 3, channels: 1, levels: (0..<15).map { UInt8(7 * $0) }))
    let palette = try ImageFile.read(Vector.bytes(Vector.palettePNG), file: "a.png")
    #expect(Array(palette.levels.prefix(9)) == [30, 20, 185, 30, 20, 185, 150, 20, 95])
    let transparent = try ImageFile.read(Vector.bytes(Vector.transparentPNG), file: "a.png")
    #expect(transparent.levels == [255, 0, 0, 255, 255, 255])
  }

  @Test("JPEG: the pixels that Pillow reads, every one")
  func jpeg() throws {
    let colour = try ImageFile.read(Vector.bytes(Vector.jpeg), file: "a.jpg")
    #expect(colour == ImagePixels(width: 6, height: 4, channels: 3, levels: Vector.jpegLevels))
    let grey = try ImageFile.read(Vector.bytes(Vector.greyJPEG), file: "a.jpg")
    #expect(grey == ImagePixels(width: 5, height: 3, channels: 1, levels: Vector.greyJPEGLevels))
  }

  @Test("PGM and PPM: comments, any white space, levels up to a maximum")
  func pnm() throws {
    let pgm = Array("P5 # grey\n#two\n 2\t1\r\n255\n".utf8) + [7, 200]
    #expect(
      try ImageFile.read(pgm, file: "a.pgm") == ImagePixels(width: 2, height: 1, channels: 1, levels: [7, 200]))
    let ppm = Array("P6\n1 1\n15\n".utf8) + [0, 7, 15]
    // By hand: 7 · 255 / 15 = 119.
    #expect(
      try ImageFile.read(ppm, file: "a.ppm") == ImagePixels(width: 1, height: 1, channels: 3, levels: [0, 119, 255]))
  }

  @Test("what is written is read back")
  func written() throws {
    for channels in [1, 3] {
      var source = RandomSource(seed: 3)
      let levels = (0..<7 * 5 * channels).map { _ in UInt8(source.integer(below: 256)) }
      let pixels = ImagePixels(width: 7, height: 5, channels: channels, levels: levels)
      #expect(try ImageFile.read(PNGWriter.bytes(of: pixels, file: "x"), file: "x") == pixels)
    }
    #expect(throws: FormatError.self) {
      try PNGWriter.bytes(of: ImagePixels(width: 2, height: 2, channels: 1, levels: [1]), file: "x")
    }
  }

  @Test("a size beyond reason is refused before memory is taken")
  func bombs() throws {
    // A PNG header of 60,000 × 60,000 pixels with its right checksum.
    var png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    png += Array("IHDR".utf8) + [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0, 0] + [0x0F, 0xB0, 0xE2, 0x15]
    #expect(throws: FormatError.self) { try ImageFile.read(png, file: "x") }
    for text in ["P5 99999999 99999999 255\n", "P6 1000000000000000000000 1 255\n", "P5 0 4 255\n", "P5 4 4 70000\n"] {
      #expect(throws: FormatError.self) { try ImageFile.read(Array(text.utf8), file: "x") }
    }
    var jpeg = try Vector.bytes(Vector.jpeg)
    let frame = try #require(jpeg.indices.first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    for index in frame + 5..<frame + 9 { jpeg[index] = 0xFF }
    #expect(throws: FormatError.self) { try ImageFile.read(jpeg, file: "x") }
  }

  @Test("a file cut anywhere throws")
  func truncated() throws {
    for text in Vector.all {
      let bytes = try Vector.bytes(text)
      // The last two bytes of a JPEG and the last twelve of a PNG only say that the end is there.
      for length in 0..<bytes.count - 12 {
        #expect(throws: FormatError.self, "\(length)") { try ImageFile.read(Array(bytes[..<length]), file: "x") }
      }
    }
    let pgm = Array("P5 2 2 255\n".utf8) + [1, 2, 3, 4]
    for length in 0..<pgm.count {
      #expect(throws: FormatError.self) { try ImageFile.read(Array(pgm[..<length]), file: "x") }
    }
    #expect(throws: FormatError.self) { try ImageFile.read(pgm + [5], file: "x") }
  }

  @Test("whatever the bytes are, there is an image or an error")
  func mutated() throws {
    var source = RandomSource(seed: 77)
    var images = 0
    for text in Vector.all {
      let original = try Vector.bytes(text)
      for _ in 0..<400 {
        var bytes = original
        for _ in 0..<source.integer(in: 1...4) {
          bytes[source.integer(below: bytes.count)] = UInt8(source.integer(below: 256))
        }
        guard let image = try? ImageFile.read(bytes, file: "x") else { continue }
        images += 1
        #expect(image.levels.count == image.width * image.height * image.channels)
      }
    }
    #expect(images > 100)
  }
}
