from importlib.metadata import version

from ai_edge_litert.interpreter import Interpreter


class Engine:
    """LiteRT with XNNPACK. Integer inputs and outputs are converted outside the timed runs."""

    def __init__(self):
        self.close()

    def close(self):
        self.interpreter = self.run = None

    def load(self, file, threads):
        self.interpreter = Interpreter(file, num_threads=threads)
        self.interpreter.allocate_tensors()
        self.run = self.interpreter.invoke
        inputs = self.interpreter.get_input_details()
        return {
            "version": version("ai-edge-litert"),
            "precision": "int8" if inputs[0]["dtype"] in (numpy.int8, numpy.uint8) else "f32",
            "inputs": [[int(size) for size in port["shape"]] for port in inputs],
            "inputNames": [port["name"] for port in inputs],
        }

    def bind(self, arrays):
        for port, array in zip(self.interpreter.get_input_details(), arrays, strict=True):
            self.interpreter.set_tensor(port["index"], codes(array, port))

    def outputs(self):
        ports = self.interpreter.get_output_details()
        return [values(self.interpreter.get_tensor(port["index"]), port) for port in ports]


def codes(array, port):
    if array.dtype == port["dtype"] or array.dtype != numpy.float32:
        return array.astype(port["dtype"])
    scale, zero = port["quantization"]
    limits = numpy.iinfo(port["dtype"])
    return numpy.clip(numpy.rint(array / scale) + zero, limits.min, limits.max).astype(port["dtype"])


def values(array, port):
    scale, zero = port["quantization"]
    return (array.astype(numpy.float32) - zero) * scale if scale else array


serve(Engine())
