import ncnn


class Engine:
    """ncnn without 16-bit storage or arithmetic. It has no batch axis: the leading 1 is dropped."""

    def __init__(self):
        self.close()

    def close(self):
        self.net = None

    def load(self, file, threads):
        self.net = ncnn.Net()
        self.net.opt.num_threads = threads
        options = self.net.opt
        options.use_fp16_packed = options.use_fp16_storage = options.use_fp16_arithmetic = False
        options.use_bf16_storage = False
        weights = file[: -len(".param")] + ".bin"
        if self.net.load_param(file) or self.net.load_model(weights):
            raise ValueError("not an ncnn model")
        self.names = list(self.net.output_names())
        return {"version": ncnn.__version__, "precision": "f32", "inputs": None, "inputNames": list(self.net.input_names())}

    def bind(self, arrays):
        names = self.net.input_names()
        dense = [array[0].astype(numpy.int32 if array.dtype == numpy.int64 else array.dtype) for array in arrays]
        self.inputs = [(name, ncnn.Mat(numpy.ascontiguousarray(a)).clone()) for name, a in zip(names, dense, strict=True)]

    def run(self):
        extractor = self.net.create_extractor()
        for name, value in self.inputs:
            extractor.input(name, value)
        self.results = [extractor.extract(name)[1] for name in self.names]

    def outputs(self):
        return [numpy.array(result)[None] for result in self.results]


serve(Engine())
