import torch
from torch import nn
from torch.nn import functional as F


class LeNet5(nn.Module):
    images, shape = 10000, (1, 28, 28)

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))

    def forward(self, x):
        return self.layers(x)


class ResNet8(nn.Module):
    images, shape = 5000, (3, 32, 32)

    def __init__(self):
        super().__init__()

        def normalized(inputs, outputs, stride=1):
            return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1), nn.BatchNorm2d(outputs))

        self.stem = normalized(3, 16)
        self.first = nn.ModuleList([normalized(16, 16), normalized(16, 32, 2), normalized(32, 64, 2)])
        self.second = nn.ModuleList([normalized(16, 16), normalized(32, 32), normalized(64, 64)])
        self.shortcut = nn.ModuleList([nn.Identity(), nn.Conv2d(16, 32, 1, 2), nn.Conv2d(32, 64, 1, 2)])
        self.dense = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.stem(x))
        for first, second, shortcut in zip(self.first, self.second, self.shortcut):
            x = F.relu(shortcut(x) + second(F.relu(first(x))))
        return self.dense(F.avg_pool2d(x, 8).flatten(1))


class Engine:
    """One run is one step of training: a batch of 64 of a shuffled epoch, forward, backward, SGD with momentum."""

    def __init__(self):
        self.close()

    def close(self):
        self.model = None

    def load(self, file, threads):
        name, layout = file.split("/")
        torch.set_num_threads(threads)
        torch.manual_seed(0)
        self.model = {"lenet5": LeNet5, "resnet8": ResNet8}[name]()
        self.x = torch.rand(self.model.images, *self.model.shape)
        self.y = torch.randint(0, 10, (self.model.images,))
        if layout == "channels_last":
            self.model = self.model.to(memory_format=torch.channels_last)
            self.x = self.x.to(memory_format=torch.channels_last)
        self.position, self.loss = self.model.images, 0.0
        self.optimizer = torch.optim.SGD(self.model.parameters(), 0.01, momentum=0.9)
        return {"version": torch.__version__, "precision": "f32"}

    def bind(self, arrays):
        pass

    def run(self):
        if self.position + 64 > self.model.images:
            self.order, self.position = torch.randperm(self.model.images), 0
        chosen = self.order[self.position:self.position + 64]
        self.position += 64
        loss = F.cross_entropy(self.model(self.x[chosen]), self.y[chosen])
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.loss = float(loss.detach())

    def outputs(self):
        return [numpy.array([self.loss])]


serve(Engine())
